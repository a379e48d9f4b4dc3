"""Role × URL: projects."""

MATRIX = {}
