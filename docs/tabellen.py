"""Makes the workbooks and pictures of docs/tabellen.md: `uv run python -m docs.tabellen`.

The shipped surveys come from their JSON, the template from the rows below, the pictures from the
finished workbooks; a test compares all of them with what lies there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from adapters.xlsform.archive import letters
from adapters.xlsform.cells import Rows, workbook
from adapters.xlsform.places import Found
from adapters.xlsform.workbook import Sheet, sheets
from adapters.xlsform.writing import write
from dialogs.surveys import SHIPPED, shipped
from dialogs.surveys.reading import read

HERE = Path(__file__).parent
DE, SIMPLE, EN = "Deutsch (de)", "Einfache Sprache (de-simple)", "English (en)"
EXPLANATIONS = "Erklärungen"


def _text(name: str, de: str, simple: str, en: str) -> dict[str, str]:
    return {f"{name}::{DE}": de, f"{name}::{SIMPLE}": simple, f"{name}::{EN}": en}


def _asked(
    type_: str, name: str, label: tuple[str, str, str] = ("", "", ""), **more: str
) -> dict[str, str]:
    return {"type": type_, "name": name, **_text("label", *label), **more}


def _option(list_: str, value: str, de: str, simple: str, en: str) -> dict[str, str]:
    return {"list_name": list_, "name": value, **_text("label", de, simple, en)}


YES = {"required": "yes"}
SURVEY: Rows = [
    _asked(
        "note",
        "willkommen",
        (
            "Es geht um den Bus und um nichts sonst.",
            "Es geht nur um den Bus.",
            "This is about the bus and nothing else.",
        ),
    ),
    _asked(
        "select_one ja_nein",
        "faehrt",
        ("Fahren Sie Bus?", "Fahren Sie mit dem Bus?", "Do you take the bus?"),
        **YES,
    ),
    _asked("begin_group", "mit_bus", relevant="${faehrt} = 'ja'"),
    _asked(
        "integer",
        "fahrten",
        (
            "Wie oft fahren Sie in der Woche?",
            "Wie oft fahren Sie in einer Woche?",
            "How often do you ride in a week?",
        ),
        constraint=". >= 0 and . <= 50",
        **YES,
    ),
    _asked(
        "decimal",
        "weg",
        (
            "Wie weit ist es bis zur Haltestelle?",
            "Wie weit ist es bis zum Bus?",
            "How far is it to the stop?",
        ),
        constraint=". >= 0 and . <= 20",
        revier_decimals="1",
        **_text("revier_unit", "km", "Kilometer", "km"),
    ),
    _asked("end_group", ""),
    _asked(
        "select_one gruende or_other",
        "grund",
        ("Was hält Sie ab?", "Warum fahren Sie nicht mit?", "What keeps you from it?"),
        relevant="${faehrt} = 'nein'",
    ),
    _asked(
        "select_multiple wuensche",
        "wuensche",
        ("Was würde helfen?", "Was würde helfen?", "What would help?"),
        constraint="count-selected(.) <= 2"
        " and not(selected(., 'nichts') and count-selected(.) > 1)",
        **YES,
    ),
    _asked(
        "range",
        "note_bus",
        ("Wie gut ist der Bus?", "Wie gut ist der Bus?", "How good is the bus?"),
        parameters="start=1 end=5 step=1",
        **_text("revier_least_label", "schlecht", "schlecht", "poor"),
        **_text("revier_most_label", "sehr gut", "sehr gut", "very good"),
        **YES,
    ),
    _asked(
        "rank wichtig",
        "reihenfolge",
        (
            "Was ist am wichtigsten?",
            "Was ist am wichtigsten?",
            "What matters most?",
        ),
    ),
    _asked(
        "date",
        "beginn",
        (
            "Ab wann soll der neue Fahrplan gelten?",
            "Wann soll der neue Plan anfangen?",
            "When should the new timetable begin?",
        ),
        constraint=". >= date('2026-12-13')",
    ),
    _asked(
        "text",
        "idee",
        (
            "Was möchten Sie uns sagen?",
            "Was möchten Sie sagen?",
            "What would you like to tell us?",
        ),
        **_text("hint", "Bitte keine Namen.", "Bitte keine Namen schreiben.", "Please no names."),
        constraint="string-length(.) >= 3 and string-length(.) <= 500",
        **_text(
            "constraint_message",
            "Bitte ein paar Worte mehr.",
            "Bitte etwas mehr schreiben.",
            "A few more words, please.",
        ),
    ),
    _asked(
        "image",
        "foto",
        (
            "Haben Sie ein Foto der Haltestelle?",
            "Haben Sie ein Foto vom Halt?",
            "Have you got a photo of the stop?",
        ),
    ),
    _asked(
        "audio",
        "stimme",
        (
            "Möchten Sie es lieber sprechen?",
            "Möchten Sie lieber sprechen?",
            "Would you rather say it?",
        ),
        relevant="${idee} = ''",
    ),
    _asked(
        "geopoint",
        "wo",
        ("Wo wohnen Sie?", "Wo wohnen Sie?", "Where do you live?"),
        revier_flag="harmless",
    ),
    _asked(
        "acknowledge",
        "gelesen",
        (
            "Die Antworten gehen an das Verkehrsamt.",
            "Das Amt bekommt die Antworten.",
            "The answers go to the transport office.",
        ),
        **YES,
    ),
]
CHOICES: Rows = [
    _option("ja_nein", "ja", "Ja", "Ja", "Yes"),
    _option("ja_nein", "nein", "Nein", "Nein", "No"),
    _option("gruende", "takt", "Fährt zu selten", "Fährt zu selten", "Runs too rarely"),
    _option("gruende", "preis", "Zu teuer", "Zu teuer", "Too expensive"),
    _option("wuensche", "takt", "Öfter", "Öfter", "More often"),
    _option("wuensche", "preis", "Günstiger", "Billiger", "Cheaper"),
    _option("wuensche", "halt", "Mehr Haltestellen", "Mehr Haltestellen", "More stops"),
    _option("wuensche", "nichts", "Nichts davon", "Nichts davon", "None of these"),
    _option("wichtig", "punkt", "Pünktlich", "Pünktlich", "On time"),
    _option("wichtig", "platz", "Genug Platz", "Genug Platz", "Enough room"),
    _option("wichtig", "sauber", "Sauber", "Sauber", "Clean"),
]
SETTINGS: Rows = [
    {
        "form_title": "Ihr Bus",
        "form_id": "bus-vorlage",
        "version": "1",
        "default_language": DE,
        f"revier_title::{SIMPLE}": "Ihr Bus",
        f"revier_title::{EN}": "Your bus",
        **_text(
            "revier_opening",
            "Der Fahrplan wird neu. Wir wollen wissen, was am Bus fehlt.",
            "Der Bus soll besser werden. Was fehlt Ihnen?",
            "The timetable is being renewed. We want to know what the bus lacks.",
        ),
        **_text(
            "revier_asker", "der Fahrgastbeirat", "der Rat der Fahrgäste", "the riders' board"
        ),
        "revier_minutes": "4",
        "revier_anonymity": "unlinkable",
        "revier_results": "public",
    }
]
_EXPLAINED = [
    (
        "So geht es",
        "Ändern Sie die drei Blätter survey, choices und settings. Löschen Sie, was Sie"
        " nicht brauchen. Dieses Blatt liest der Bot nicht.",
    ),
    (
        "Prüfen",
        "revierstimme survey check vorlage.xlsx nennt alle Fehler mit Blatt, Zeile und Spalte.",
    ),
    (
        "survey: type",
        "Art der Frage: text, integer, decimal, range, date, select_one LISTE,"
        " select_multiple LISTE, rank LISTE, image, audio, geopoint, acknowledge; note ist ein"
        " Hinweis; begin_group und end_group fassen zusammen.",
    ),
    ("survey: name", "Kurzer Name ohne Leerzeichen und Umlaute; Bedingungen nennen ihn ${name}."),
    ("survey: label::…", "Die Frage, in jeder Sprache eine Spalte. Höchstens 200 Zeichen."),
    ("survey: hint::…", "Ein Satz unter der Frage."),
    ("survey: required", "yes: muss beantwortet werden. Leer: darf übersprungen werden."),
    (
        "survey: relevant",
        "Nur fragen, wenn das gilt, zum Beispiel ${faehrt} = 'ja'. Gilt bei"
        " begin_group für die ganze Gruppe.",
    ),
    (
        "survey: constraint",
        "Was für die Antwort gelten muss; der Punkt ist die Antwort: . >= 0 and . <= 50",
    ),
    ("survey: constraint_message::…", "Was der Bot sagt, wenn es nicht gilt."),
    ("survey: parameters", "Bei range: start=1 end=5 step=1"),
    (
        "survey: revier_…",
        "Was nur Revierstimme kennt: revier_unit (Einheit), revier_decimals"
        " (Nachkommastellen), revier_least_label und revier_most_label (Enden der Skala),"
        " revier_places (so viele Plätze ordnen), revier_towards (past: Daten der Vergangenheit),"
        " revier_level (municipality: Ort statt Kreis),"
        " revier_flag (harmless, opinion, sensitive).",
    ),
    (
        "choices",
        "Je Zeile eine Möglichkeit: list_name ist die Liste, name der gespeicherte Wert,"
        " label::… die Beschriftung (auf einen Knopf passen 30 Zeichen).",
    ),
    ("or_other", "Hinter select_one LISTE: eine Möglichkeit „Etwas anderes“ und eine Nachfrage."),
    (
        "settings",
        "form_title (Titel), form_id (Kennung), version, default_language,"
        " revier_opening::… (warum Sie fragen), revier_title::… (Titel in anderen Sprachen),"
        " revier_asker, revier_funder, revier_use,"
        " revier_minutes, revier_anonymity (unlinkable, pseudonymous), revier_results (public,"
        " after_close, organisers).",
    ),
]


def files() -> Iterator[tuple[Path, bytes]]:
    """Every file that belongs to the page, with what has to stand in it."""
    for name in SHIPPED:
        yield HERE / "tabellen" / f"{name}.xlsx", write(read(shipped(name)))
    made = template()
    yield HERE / "tabellen" / "vorlage.xlsx", made
    book = sheets(made, Found())
    pictures = {
        "vorlage-survey": (book.survey, ("type", "name", f"label::{DE}", "required", "relevant")),
        "vorlage-constraint": (book.survey, ("type", "name", "constraint", "parameters")),
        "vorlage-choices": (book.choices, ("list_name", "name", f"label::{DE}", f"label::{EN}")),
        "vorlage-settings": (
            book.settings,
            ("form_title", "form_id", "default_language", f"revier_opening::{DE}"),
        ),
    }
    for name, (sheet, columns) in pictures.items():
        yield HERE / "bilder" / f"{name}.svg", picture(sheet, columns).encode()


def template() -> bytes:
    """A form with every type, to be changed by organisers."""
    explained = [{"1": name, "2": words} for name, words in _EXPLAINED]
    forms = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}
    return workbook({**forms, EXPLANATIONS: explained}, plain=[EXPLANATIONS])


SIZE, LINE, PAD, MOST = 13, 22, 6, 46


def picture(sheet: Sheet, shown: Sequence[str]) -> str:
    """Some columns of a sheet as a sheet program shows them, with their letters and numbers."""
    columns = [number for heading in shown for number, h in sheet.headings.items() if h == heading]
    rows = [(1, sheet.headings), *((row.number, row.cells) for row in sheet.rows)]
    cells = [[_short(row.get(column, "")) for column in columns] for _, row in rows]
    widths = [
        max(len(line[place]) for line in cells) * SIZE * 3 // 5 + 2 * PAD
        for place in range(len(columns))
    ]
    left, width = 36, 36 + sum(widths)
    parts = [_box(0, 0, left, "", "#e8e8e8")]
    for place, column in enumerate(columns):
        x = left + sum(widths[:place])
        parts.append(_box(x, 0, widths[place], letters(column), "#e8e8e8"))
        for line, (number, _) in enumerate(rows, 1):
            fill = "#ddebf7" if number == 1 else "#ffffff"
            parts.append(_box(x, line * LINE, widths[place], cells[line - 1][place], fill))
    parts += [_box(0, n * LINE, left, str(row[0]), "#e8e8e8") for n, row in enumerate(rows, 1)]
    height = LINE * (len(rows) + 1)
    title = f"Blatt {sheet.name} der Vorlage"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" font-family="monospace" font-size="{SIZE}">\n'
        f"<title>{title}</title>\n" + "\n".join(parts) + "\n</svg>\n"
    )


def _box(x: int, y: int, width: int, text: str, fill: str) -> str:
    box = f'<rect x="{x}" y="{y}" width="{width}" height="{LINE}" fill="{fill}" stroke="#aaaaaa"/>'
    words = f'<text x="{x + PAD}" y="{y + LINE - 7}">{escape(text)}</text>' if text else ""
    return box + words


def _short(text: str) -> str:
    return text if len(text) <= MOST else f"{text[: MOST - 1]}…"


if __name__ == "__main__":
    for path, content in files():
        path.write_bytes(content)
