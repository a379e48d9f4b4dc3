"""Role × URL: agreements."""

MATRIX = {}
