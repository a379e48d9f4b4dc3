"""Role × URL: jobs."""

MATRIX = {}
