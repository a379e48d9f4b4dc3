"""One step at a time, along the table."""

import pytest

from zenderen.lib.states import IllegalStep, Lifecycle


class Walker(Lifecycle):
    """A lifecycle of two statuses that remembers what it saved."""

    NEXT_STATUSES = {"a": {"b"}}

    class Meta:
        app_label = "lib"
        managed = False

    status = "a"

    def get_status_display(self):
        return self.status.upper()

    def save(self, *, update_fields):
        self.saved = update_fields


@pytest.mark.parametrize(("start", "end", "allowed"), [("a", "b", True), ("a", "a", False), ("b", "a", False)])
def test_table_decides(start, end, allowed):
    walker = Walker()
    walker.status = start
    if allowed:
        walker.move_to(end, "reason")
        assert (walker.status, walker.saved) == (end, ["status", "reason"])
    else:
        with pytest.raises(IllegalStep, match=start.upper()):
            walker.move_to(end)
        assert walker.status == start
