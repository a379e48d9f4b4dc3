"""Pages of agreements, one module for each part of their life."""
