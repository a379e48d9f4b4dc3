"""What partners hold each other to: the principles against which the cooperation is reviewed each year.

Keys are stored with every score and never change; a principle that is no longer asked keeps its key for the past.
"""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _


class Principle(NamedTuple):
    """A principle by its stable key: in a few words, and as the statement that partners score."""

    key: str
    title: Any  # translated when it is shown
    statement: Any


PRINCIPLES = (
    # How we work together
    Principle("goal", _("A shared goal"), _("We know together what we want to reach, and our work is about that.")),
    Principle("meetings", _("Meetings that help"), _("Our meetings bring us further; what does not help, we stop.")),
    Principle(
        "attention", _("Holding each other to it"), _("We remind each other of what we agreed, in time and openly.")
    ),
    Principle(
        "benefit", _("Of use to each other"), _("We choose subjects in which partners can do something for each other.")
    ),
    Principle(
        "diversity",
        _("Different views count"),
        _("Different kinds of organisations take part, and each of them is heard."),
    ),
    # How we lead
    Principle("commitment", _("Wholehearted"), _("Those who take part really do so: with time, people and decisions.")),
    Principle(
        "room",
        _("Room for professionals"),
        _("Professionals get room for their work, and executives remove what blocks them."),
    ),
    Principle("borders", _("Beyond our own walls"), _("We look beyond the interest of our own organisation.")),
    Principle(
        "client", _("The client first"), _("When we choose, the interest of clients and residents weighs heaviest.")
    ),
    Principle(
        "learning",
        _("Learning by doing"),
        _("We begin, look for solutions and learn on the way; it need not be complete."),
    ),
    # What the agreement is for
    Principle("roles", _("Clear roles"), _("It is clear who is the client, who does what and who decides.")),
    Principle(
        "bandwidth",
        _("A safe bandwidth"),
        _("Project managers know their limits, and get a decision in time beyond them."),
    ),
)
BY_KEY = {principle.key: principle for principle in PRINCIPLES}
