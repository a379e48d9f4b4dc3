"""What people do with projects: each act locks, checks and writes; mail and work leave after the commit."""

from projects.actions.bandwidth import adjust, allow, stop
from projects.actions.bottlenecks import move_bottleneck, report_bottleneck
from projects.actions.evaluations import write_lesson
from projects.actions.posters import NotPublicError, make_poster, make_set, order_poster, order_set
from projects.actions.progress import accept, send_back, submit
from projects.actions.projects import (
    WorkersMissing,
    add_partner,
    create_project,
    move,
    propose,
    regrant,
    remove_partner,
)
from projects.actions.rounds import close_round, open_round

__all__ = [
    "NotPublicError",
    "WorkersMissing",
    "accept",
    "add_partner",
    "adjust",
    "allow",
    "close_round",
    "create_project",
    "make_poster",
    "make_set",
    "move",
    "move_bottleneck",
    "open_round",
    "order_poster",
    "order_set",
    "propose",
    "regrant",
    "remove_partner",
    "report_bottleneck",
    "send_back",
    "stop",
    "submit",
    "write_lesson",
]
