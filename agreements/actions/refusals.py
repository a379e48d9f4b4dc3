"""Why something cannot be done; each text is fit for the screen."""

from zenderen.lib.states import IllegalStep


class Overtaken(IllegalStep):
    """Something happened since the page was shown; the text is fit for the screen."""


class NotReady(Exception):
    """The agreement cannot be opened yet; ``problems`` are fit for the screen."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(*problems)
        self.problems = problems
