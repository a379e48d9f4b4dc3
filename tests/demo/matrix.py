"""Role × URL: demo."""

MATRIX = {}
