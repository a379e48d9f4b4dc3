"""What people do with projects: each act locks, checks and writes; mail and work leave after the commit."""

from projects.actions.posters import make_poster
from projects.actions.progress import accept, send_back, submit
from projects.actions.projects import add_partner, create_project, move, regrant, remove_partner

__all__ = [
    "accept",
    "add_partner",
    "create_project",
    "make_poster",
    "move",
    "regrant",
    "remove_partner",
    "send_back",
    "submit",
]
