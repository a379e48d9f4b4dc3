"""What happens to themes, their vision and their meetings beyond one row."""

from themes.actions.themes import create_theme

__all__ = ["create_theme"]
