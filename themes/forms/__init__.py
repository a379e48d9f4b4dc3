"""Input about themes, one module for each aggregate."""
