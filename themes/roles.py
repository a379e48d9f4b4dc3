"""Role → permission codenames of themes; the writer of what groups may do with a theme.

What a person may do with a theme because of a project stands in ``projects.roles``.
"""

from network.roles import NETWORK_MANAGER, grant_to_groups
from themes.models import Theme

GLOBAL: dict[str, set[str]] = {NETWORK_MANAGER: {"view_theme", "add_theme", "change_theme", "make_poster"}}

STEERING_LEADERS = {"change_theme", "make_poster"}


def grant(theme: Theme) -> None:
    """Give the chair of the steering group the care of the theme; safe to repeat."""
    leaders = theme.steering_group.leaders_group
    assert leaders
    grant_to_groups(theme, {leaders: STEERING_LEADERS})
