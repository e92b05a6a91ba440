"""The rows of the sheet `survey`: what kind of question each is, and which groups it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from pyxform import aliases

from .columns import Columns
from .places import Found
from .workbook import Row

_OTHER = re.compile(r"\s+or[ _](?:specify[ _])?other\Z", re.IGNORECASE)
_COMMANDS = sorted(aliases.select, key=len, reverse=True)
_SELECT = re.compile(rf"({'|'.join(map(re.escape, _COMMANDS))})(?:\s+(.*))?", re.IGNORECASE)
_GROUP = re.compile(r"(begin|end)[ _](group|repeat|loop|lgroup|looped group)\b.*", re.IGNORECASE)
_TYPES = {
    "string": "text",
    "int": "integer",
    "photo": "image",
    "add image prompt": "image",
    "add photo prompt": "image",
    "add audio prompt": "audio",
    "gps": "geopoint",
    "location": "geopoint",
}
_CHOOSING = {
    "select one": "select_one",
    "select all that apply": "select_multiple",
    "rank": "rank",
}
KINDS = frozenset(
    {"text", "integer", "decimal", "range", "date", "image", "audio", "geopoint", "note"}
    | {"acknowledge", "select_one", "select_multiple", "rank"}
)
_NOT_NOTED = "das hält der Bot aus Datenschutz nicht fest; löschen Sie die Zeile"
_METADATA = (
    *("start", "end", "today", "deviceid", "imei", "subscriberid", "simserial", "username"),
    *("email", "phonenumber", "audit", "start-geopoint", "background-audio"),
    *("uri:deviceid", "uri:username", "uri:email", "uri:phonenumber", "uri:simserial"),
)
_ADVICE = {
    **dict.fromkeys(_METADATA, _NOT_NOTED),
    "calculate": "rechnen kann der Bot nicht; löschen Sie die Zeile",
    "hidden": "verborgene Felder gibt es nicht; löschen Sie die Zeile",
    "time": "fragen Sie die Uhrzeit als text oder als Auswahl",
    "datetime": "fragen Sie den Tag als date und die Uhrzeit als text",
    "geotrace": "möglich ist geopoint",
    "geoshape": "möglich ist geopoint",
    "barcode": "fragen Sie als text",
    "phone number": "fragen Sie als text, und nur wenn es sein muss",
    "video": "möglich sind image und audio",
    "file": "möglich sind image und audio",
    "xml-external": "externe Dateien gibt es nicht; löschen Sie die Zeile",
    "csv-external": "externe Dateien gibt es nicht; löschen Sie die Zeile",
}
_POSSIBLE = (
    "möglich sind text, integer, decimal, range, date, select_one, select_multiple, rank, image,"
    " audio, geopoint, note, acknowledge, begin_group und end_group"
)


class Line(Struct, frozen=True):
    """A question or note; `groups` are the rows of the groups round it, the outermost first."""

    row: Row
    name: str
    kind: str
    list: str = ""
    other: bool = False
    groups: tuple[Row, ...] = ()


def lines(columns: Columns, found: Found) -> Iterator[Line]:
    """Every row that can become a question; of the others it is told why they cannot."""
    groups: list[Row] = []
    for row in columns.sheet.rows:
        said = " ".join(columns.word(row, "type").split())
        place = columns.place(row.number, "type")
        if group := _GROUP.fullmatch(said):
            if group[1].lower() == "end":
                if not groups:
                    found.wrong(place, "hier endet eine Gruppe, die nirgends beginnt")
                groups = groups[:-1]
                continue
            if group[2].lower() != "group":
                text = "Wiederholungen gibt es nicht; schreiben Sie die Fragen einzeln"
                found.wrong(place, text)
            elif columns.texts(row, "label"):
                text = "die Überschrift einer Gruppe sagt der Bot nicht; möglich ist ein note"
                found.doubtful(place, text)
            groups.append(row)
        elif not said:
            if columns.has("type") and (columns.word(row, "name") or columns.texts(row, "label")):
                found.wrong(place, f"der Typ fehlt; {_POSSIBLE}")
        elif line := _line(columns, row, said, tuple(groups), found):
            yield line
    for row in groups:
        text = "die Gruppe endet nirgends; dazu gehört eine Zeile end_group"
        found.wrong(columns.place(row.number, "type"), text)


def _line(
    columns: Columns, row: Row, said: str, groups: tuple[Row, ...], found: Found
) -> Line | None:
    place, name = columns.place(row.number, "type"), columns.word(row, "name")
    if not name and columns.has("name") and said.lower() not in _ADVICE:
        found.wrong(columns.place(row.number, "name"), "jede Frage braucht einen Namen")
    other = bool(_OTHER.search(said))
    if select := _SELECT.fullmatch(_OTHER.sub("", said)):
        command, of = select[1].lower(), (select[2] or "").strip()
        if command in aliases.select_from_file or command == "select_one_external":
            text = "externe Listen gibt es nicht; schreiben Sie sie ins Blatt „choices“"
            found.wrong(place, text)
        elif not of:
            found.wrong(place, f"hinter {select[1]} steht der Name einer Liste aus „choices“")
        elif other and command == "rank":
            found.wrong(place, "or_other geht bei rank nicht; schreiben Sie alles in die Liste")
        elif of.startswith("${"):
            found.wrong(place, "Möglichkeiten aus früheren Antworten gibt es nicht")
        else:
            meant = str(aliases.select[command])
            return Line(row, name, _CHOOSING[meant], of, other, groups)
        return None
    kind = _TYPES.get(said.lower(), said.lower())
    if kind in KINDS:
        return Line(row, name, kind, groups=groups)
    advice = _ADVICE.get(said.lower(), _POSSIBLE)
    found.wrong(place, f"den Typ „{said[:40]}“ kennt der Bot nicht; {advice}")
    return None
