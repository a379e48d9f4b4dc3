"""Pages of the projects, one module for each aggregate."""
