"""Pages of the ground floor, one module for each part of the site."""
