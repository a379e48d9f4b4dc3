"""Role × URL: themes."""

MATRIX = {}
