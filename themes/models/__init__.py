"""The work of the themes, one module for each aggregate."""

from themes.models.themes import Theme, ThemeGroupPermission, ThemeQuerySet, ThemeUserPermission

__all__ = ["Theme", "ThemeGroupPermission", "ThemeQuerySet", "ThemeUserPermission"]
