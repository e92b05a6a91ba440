"""What a column's heading means: its XLSForm name, and the language of its texts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct
from pyxform import aliases

from dialogs.texts import LANGUAGES, Text

from .places import Found, Place
from .workbook import Row, Sheet

NAMES = {tag: f"{name} ({tag})" for tag, name in LANGUAGES.items()}
"""Our languages as XLSForm names them."""
_SPOKEN = {
    "de": {"de", "deu", "ger", "de-de", "deutsch", "german", "allemand"},
    "de-simple": {"de-simple", "einfache sprache", "leichte sprache", "einfaches deutsch"},
    "en": {"en", "eng", "en-gb", "en-us", "english", "englisch"},
}
_CODE = re.compile(r"\(\s*([A-Za-z-]+)\s*\)$")
_TEXTS = frozenset({"label", "hint", "constraint_message", "guidance_hint", "required_message"})
_PREFIX = "revier_"
"""Begins what only this bot knows; ODK passes over such columns."""
_OURS = {
    "survey": {"id", "flag", "decimals", "towards", "places", "level"},
    "settings": {"minutes", "anonymity", "results"},
    "choices": {"value"},
}
_OUR_TEXTS = {
    "survey": {"unit", "least_label", "most_label"},
    "settings": {"title", "opening", "asker", "funder", "use"},
    "choices": set[str](),
}
READ = {
    "survey": {"type", "name", "required", "relevant", "constraint", "parameters"}
    | {"label", "hint", "constraint_message"},
    "choices": {"list_name", "name", "label"},
    "settings": {"form_title", "form_id", "version", "default_language"},
}
REFUSED = {
    "calculation": "rechnen kann der Bot nicht; löschen",
    "default": "vorbelegte Antworten gibt es nicht; löschen",
    "read_only": "eine Frage ohne Antwort ist ein Hinweis: Typ note",
    "trigger": "Auslöser gibt es nicht; löschen",
    "choice_filter": "gefilterte Listen gibt es nicht; machen Sie je Fall eine Frage mit eigener"
    " Liste und „relevant“",
    "repeat_count": "Wiederholungen gibt es nicht; löschen",
    "media": "Bilder und Töne in Fragen gibt es nicht; beschreiben Sie es in Worten",
    "public_key": "Verschlüsselung regelt der Bot selbst; löschen",
}
"""Columns that change what a form means, and what to do instead."""
_OTHER_NAMES = {
    "survey": {"command": "type", "tag": "name", "value": "name", "caption": "label"}
    | {"relevance": "relevant", "constraining_message": "constraint_message"}
    | {"constraintmsg": "constraint_message", "jr:constraintmsg": "constraint_message"}
    | {"requiredmsg": "required_message", "jr:requiredmsg": "required_message"}
    | {"readonly": "read_only", "calculate": "calculation", "count": "repeat_count"}
    | {"jr:count": "repeat_count"}
    | dict.fromkeys(("image", "big-image", "audio", "video", "autoplay"), "media"),
    "choices": {"value": "name", "caption": "label", "list": "list_name"}
    | dict.fromkeys(("image", "big-image", "audio", "video"), "media"),
    "settings": {
        heading: {"title": "form_title", "id_string": "form_id"}.get(str(meaning), heading)
        for heading, meaning in aliases.settings_header.items()
    }
    | {"title": "form_title", "id_string": "form_id"},
}


class Column(Struct, frozen=True):
    """A column's XLSForm name; `language` is a tag, or empty where texts have none."""

    number: int
    name: str
    language: str = ""


class Columns(Struct, frozen=True):
    """The columns of a sheet that are read."""

    sheet: Sheet
    read: tuple[Column, ...]

    def has(self, name: str) -> bool:
        return any(column.name == name for column in self.read)

    def word(self, row: Row, name: str) -> str:
        """A cell that is no text to be shown, its non-breaking spaces as plain ones."""
        for column in self.read:
            if column.name == name and (text := row.cells.get(column.number)):
                return text.replace("\xa0", " ").strip()
        return ""

    def texts(self, row: Row, name: str) -> dict[str, str]:
        """The texts of a cell by language."""
        return {
            column.language: row.cells[column.number]
            for column in self.read
            if column.name == name and column.number in row.cells
        }

    def place(self, row: int, name: str, language: str = "") -> Place:
        """The cell, or the column as it would be called where there is none."""
        columns = [column for column in self.read if column.name == name]
        chosen = [c for c in columns if c.language == language] or columns
        if chosen:
            return self.sheet.place(row, chosen[0].number)
        return Place(self.sheet.name, row, name)


def language(named: str) -> str:
    """The tag of a language as forms name it, or nothing: `Deutsch (de)`, `english`."""
    code = _CODE.search(named)
    for said in (code[1] if code else "", named):
        for tag, names in _SPOKEN.items():
            if said.strip().casefold() in names:
                return tag
    return ""


def columns(sheet: Sheet, default: str, found: Found) -> Columns:
    """Every column's meaning; `default` is the language of texts that name none."""
    meant = {number: _meant(heading, sheet.name) for number, heading in sheet.headings.items()}
    named = {lang for name, lang in meant.values() if lang and name in _TEXTS}
    strange = named and not any(language(lang) for lang in named)
    bare = any(name in _TEXTS and not lang for name, lang in meant.values())
    read: list[Column] = []
    for number, (name, lang) in meant.items():
        used = any(number in row.cells for row in sheet.rows)
        place = sheet.place(1, number)
        if name in REFUSED:
            for row in sheet.rows:
                # Of a row that calculates it is told as a whole.
                if number in row.cells and "calculate" not in row.cells.values():
                    found.wrong(sheet.place(row.number, number), REFUSED[name])
        elif not _known(sheet.name, name):
            if used:
                found.doubtful(place, "diese Spalte wird nicht gelesen")
        else:
            tag = language(lang) if lang else default
            texts = _is_text(sheet.name, name)
            if texts and not tag and used:
                _strange(place, lang, bool(strange and not bare), found)
            elif any(c.name == name and (not texts or c.language == tag) for c in read):
                found.wrong(place, "diese Spalte gibt es zweimal; löschen Sie eine")
            elif tag or not texts:
                read.append(Column(number, name, tag if texts else ""))
    return Columns(sheet, tuple(read))


def written(name: str, text: Text) -> Mapping[str, str]:
    """Heading → text of each language."""
    return {f"{name}::{NAMES[lang]}": words for lang, words in text.items() if words}


def _strange(place: Place, lang: str, alone: bool, found: Found) -> None:
    known = ", ".join(NAMES.values())
    if alone:
        found.wrong(place, f"die Sprache „{lang}“ spricht der Bot nicht; möglich sind {known}")
    else:
        found.doubtful(place, f"die Sprache „{lang}“ wird nicht übernommen (möglich: {known})")


def _meant(heading: str, sheet: str) -> tuple[str, str]:
    """(XLSForm name, language as written) of a heading."""
    parts = [part.strip() for part in heading.split("::" if "::" in heading else ":")]
    if heading.lower() in _OTHER_NAMES[sheet] or parts[0].lower() in ("bind", "control", "media"):
        inner = ":".join(parts[1:]) if len(parts) > 1 else ""
        parts = [heading] if heading.lower() in _OTHER_NAMES[sheet] else [inner or parts[0]]
        if heading.lower().startswith("media:"):
            return "media", ""
    name = re.sub(r"[\s]+", "_", parts[0].lower())
    return _OTHER_NAMES[sheet].get(name, name), parts[1] if len(parts) > 1 else ""


def _known(sheet: str, name: str) -> bool:
    ours = name.removeprefix(_PREFIX)
    if ours != name:
        return ours in _OURS[sheet] | _OUR_TEXTS[sheet]
    return name in READ[sheet]


def _is_text(sheet: str, name: str) -> bool:
    return name in _TEXTS or name.removeprefix(_PREFIX) in _OUR_TEXTS[sheet]
