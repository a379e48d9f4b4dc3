"""Role × URL: network."""

MATRIX = {}
