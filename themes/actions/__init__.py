"""What happens to themes, their vision and their meetings beyond one row."""

from themes.actions.themes import create_theme
from themes.actions.vision import hanging_on, remove_part

__all__ = ["create_theme", "hanging_on", "remove_part"]
