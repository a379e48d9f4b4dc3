"""Pages of the themes, one module for each aggregate."""
