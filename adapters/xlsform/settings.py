"""The sheet `settings`: what the form is called, who asks and what for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dialogs.texts import load

from .columns import NAMES, Columns, columns, language
from .naming import plain
from .places import Found
from .workbook import Sheet

T = load("survey")
FIRST = "de"
"""The language of texts that name none."""


def default_language(sheet: Sheet) -> str:
    """The tag of the form's default language; empty where the bot does not speak it."""
    by_heading = {heading.lower(): number for number, heading in sheet.headings.items()}
    number = by_heading.get("default_language", 0)
    named = sheet.rows[0].cells.get(number, "") if sheet.rows else ""
    return language(named) if named else FIRST


def settings(
    sheet: Sheet, default: str, name: str, found: Found
) -> tuple[dict[str, Any], Columns]:
    """The survey's fields but for its questions; `name` is the file's."""
    read = columns(sheet, default, found)
    if not sheet.rows:
        return _named({}, read, "", name, found), read
    row, *more = sheet.rows
    if more:
        place = read.place(more[0].number, "form_title")
        found.doubtful(place, "nur die erste Zeile der Einstellungen gilt")
    made: dict[str, Any] = {}
    title = read.texts(row, "form_title").get("")
    texts = {default or FIRST: title} if title else {}
    if texts | read.texts(row, "revier_title"):
        made["title"] = texts | read.texts(row, "revier_title")
    for field in ("opening", "asker", "funder", "use"):
        if words := read.texts(row, f"revier_{field}"):
            made[field] = words
    for field in ("anonymity", "results"):
        if word := read.word(row, f"revier_{field}"):
            made[field] = word
    if minutes := read.word(row, "revier_minutes"):
        made["minutes"] = _whole(minutes)
    if version := read.word(row, "version"):
        if isinstance(_whole(version), int) and _whole(version) != 0:
            made["version"] = _whole(version)
        else:
            text = f"„{version[:40]}“ wird nicht übernommen; der Bot zählt die Fassungen selbst"
            found.doubtful(read.place(row.number, "version"), text)
    return _named(made, read, read.word(row, "form_id"), name, found), read


def _named(
    made: dict[str, Any], read: Columns, form_id: str, name: str, found: Found
) -> dict[str, Any]:
    """The same with an id, from the form's or the file's."""
    id = plain(form_id or name, "a-z0-9-") or "umfrage"
    place = read.place(2, "form_id")
    if not form_id:
        found.doubtful(place, f"die Umfrage hat keine Kennung; sie heißt nun „{id}“")
    elif id != form_id:
        found.doubtful(place, f"„{form_id[:40]}“ heißt hier „{id}“")
    made["id"] = id
    return made


def opened(
    made: dict[str, Any], read: Columns, spoken: Sequence[str], found: Found
) -> dict[str, Any]:
    """The same with an opening, which XLSForm has no word for, in the languages of the form."""
    if made.get("opening"):
        return made
    titles = made.get("title", {})
    title = next((words for words in titles.values() if len(words) <= 100), made["id"])
    opening = {
        lang: T["unwritten"].by_language[lang].format(title=titles.get(lang, title))
        for lang in spoken or (FIRST,)
    }
    place = read.place(2, f"revier_opening::{NAMES[next(iter(opening))]}")
    shown = next(iter(opening.values()))
    found.doubtful(place, f"hier sollte stehen, warum Sie fragen; dort steht nun nur „{shown}“")
    return {**made, "opening": opening}


def _whole(word: str) -> int | str:
    return int(word) if word.isascii() and word.isdecimal() and len(word) < 10 else word
