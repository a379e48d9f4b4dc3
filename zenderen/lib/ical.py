"""Calendar files (iCalendar): at the time of the clock here, with the rules of its summer time, linking back."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone


class Entry(NamedTuple):
    """One entry. ``starts`` and ``ends`` are moments, or days where no time is known (``ends`` then is the last)."""

    key: str  # the same for ever, unlike all others of the portal: "conferentie-4"
    title: str
    starts: datetime.datetime | datetime.date
    ends: datetime.datetime | datetime.date
    path: str  # of the page it links back to
    place: str = ""
    about: str = ""
    edition: int = 1
    is_cancelled: bool = False


def calendar(entries: Iterable[Entry], *, name: str = "") -> bytes:
    """The entries as one file; ``name`` is how calendars title it."""
    import icalendar  # slow to load, and needed for these files only

    file = icalendar.Calendar()
    file.add("prodid", f"-//{settings.NETWORK_NAME}//NL")
    file.add("version", "2.0")
    if name:
        file.add("x-wr-calname", name)
    for entry in entries:
        address = f"{settings.SITE_URL}{entry.path}"
        row = icalendar.Event()
        row.add("uid", f"{entry.key}@{settings.SITE_URL.partition('://')[2]}")
        row.add("sequence", entry.edition - 1)
        row.add("dtstamp", timezone.now())
        row.add("dtstart", _local(entry.starts))
        row.add("dtend", _end(entry.ends))
        row.add("summary", entry.title)
        if entry.place:
            row.add("location", entry.place)
        row.add("description", "\n".join(filter(None, (entry.about, address))))
        row.add("url", address)
        row.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
        file.add_component(row)
    file.add_missing_timezones()
    return bytes(file.to_ical())


def download(filename: str, entries: Iterable[Entry], *, name: str = "") -> HttpResponse:
    """The same as an attachment called ``filename``.ics."""
    return HttpResponse(
        calendar(entries, name=name),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}.ics"'},
    )


def _local(value: datetime.datetime | datetime.date) -> datetime.datetime | datetime.date:
    return timezone.localtime(value) if isinstance(value, datetime.datetime) else value


def _end(value: datetime.datetime | datetime.date) -> datetime.datetime | datetime.date:
    """A file names the first moment after; of days that is the day after the last."""
    return _local(value) if isinstance(value, datetime.datetime) else value + datetime.timedelta(days=1)
