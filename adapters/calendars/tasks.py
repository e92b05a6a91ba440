"""Tasks in an iCalendar file: one that names a last day to take part is a consultation."""

from __future__ import annotations

import re
from datetime import date

from dialogs.events.event import Whole
from dialogs.events.reasons import Reason

from .components import FROM, KIND, Component
from .procedures import is_marked

_KEPT = frozenset(
    {"UID", "SUMMARY", "DESCRIPTION", "LOCATION", "GEO", "URL", "STATUS", "CATEGORIES", "CLASS"}
)
_DAY = re.compile(r"(?:DUE|DTSTART)[^:]*:(\d{4})(\d{2})(\d{2})", re.IGNORECASE)


def as_event(task: Component, kind: Whole) -> Component | Reason | None:
    """The task as we write consultations ourselves, on its last day; or why it is none.

    None where nobody would take it for one: most tasks are somebody's own.
    """
    if task.value("STATUS").upper() == "COMPLETED" or kind == "event":
        return None
    if not (kind == "procedure" or is_marked(_categories(task), task.value("SUMMARY"))):
        return Reason("plain_task") if task.value("DUE") and task.value("URL") else None
    if not _day(task, "DUE"):
        return Reason("no_due")
    lines = [line for name in _KEPT for line in task.all(name)]
    lines += [f"DTSTART{task.all('DUE')[0][3:]}", f"{KIND}:procedure"]
    if first := _day(task, "DTSTART"):
        lines.append(f"{FROM}:{first}")
    return Component(task.line, tuple(lines))


def _categories(task: Component) -> list[str]:
    return [
        word.replace("\\", "")
        for line in task.all("CATEGORIES")
        for word in line.partition(":")[2].split(",")
    ]


def _day(task: Component, name: str) -> str:
    """A day as eight digits; nothing where there is none."""
    found = _DAY.match("".join(task.all(name)[:1]))
    try:
        return f"{date(*map(int, found.groups())):%Y%m%d}" if found else ""
    except ValueError:
        return ""
