"""Rows and what they become, or the cell at which they are refused, and all at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from adapters.xlsform.reading import read
from dialogs.answers import (
    Acknowledge,
    Choice,
    Date,
    Kind,
    Note,
    Number,
    Photo,
    Pick,
    PickMany,
    Rank,
    Scale,
    Sentence,
    Voice,
    Where,
)
from dialogs.answers.number import EDGE
from dialogs.conditions import All, Compare, Condition, Count, Is, Length, Not
from dialogs.surveys.reading import Unreadable
from tests.adapters.xlsform.making import (
    ASKED,
    HEAD,
    LIST,
    SETTINGS,
    asked,
    book,
    refused,
    saved,
    told,
    workbook,
)

WORKBOOKS = Path(__file__).parents[2] / "data" / "xlsforms"
YES_NO = (Choice("yes", {"de": "Ja"}), Choice("no", {"de": "Nein"}))
OTHER = Choice("other", {"de": "Etwas anderes"})
RULES = [*HEAD, "relevant", "constraint", "required", "parameters"]
ANY = Number(least=-EDGE, most=EDGE)


@pytest.mark.parametrize("path", sorted(WORKBOOKS.glob("*.xls*")), ids=lambda path: path.stem)
def test_a_workbook_of_others_becomes_a_survey_or_is_refused_with_its_cells(
    path: Path, request: pytest.FixtureRequest
) -> None:
    try:
        reading = read(path.read_bytes(), path.stem)
        lines = [f"In Ordnung: {reading.survey.id}", *map(str, reading.notices)]
        lines += [f"{q.id}: {q.answer}" for q in reading.survey.questions]
    except Unreadable as unreadable:
        lines = list(map(str, unreadable.problems))
    said = "\n".join(lines) + "\n"
    golden = path.with_suffix(".txt")
    if request.config.getoption("--update"):
        golden.write_text(said, "utf-8")
    assert said == golden.read_text("utf-8")


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("text", Sentence()),
        ("string", Sentence()),
        ("integer", ANY),
        ("decimal", Number(least=-EDGE, most=EDGE, decimals=3)),
        ("date", Date()),
        ("select_one yn", Pick(YES_NO)),
        ("select one from yn", Pick(YES_NO)),
        ("Select_One  yn", Pick(YES_NO)),
        ("select_multiple yn", PickMany(YES_NO)),
        ("select all that apply from yn", PickMany(YES_NO)),
        ("rank yn", Rank(YES_NO)),
        ("image", Photo()),
        ("photo", Photo()),
        ("audio", Voice()),
        ("geopoint", Where()),
        ("acknowledge", Acknowledge()),
    ],
)
def test_a_type_becomes_a_kind(type_: str, kind: Kind) -> None:
    assert asked([type_, "q", "Und?"]).survey.questions[0].answer == kind


def test_a_note_is_said_before_the_next_question() -> None:
    survey = asked(["note", "n", "Kurz."], ["text", "q", "Und?"]).survey
    assert [type(question.answer) for question in survey.questions] == [Note, Sentence]
    assert survey.questions[0].optional is False


@pytest.mark.parametrize(
    ("parameters", "kind"),
    [
        ("start=1 end=5 step=1", Scale(1, 5)),
        ("start=0, end=10", Scale(0, 10)),
        ("end=3", Scale(1, 3)),
        ("", Scale(1, 10)),
        ("start=0 end=11 step=1", Number(least=0, most=11)),
        ("start=-5 end=5 step=1", Number(least=-5, most=5)),
        ("start=0 end=1 step=0.1", Number(least=0, most=1, decimals=1)),
        ("start=0 end=100 step=5", Number(least=0, most=100)),
        ("start=0 end=1 step=0.25", Number(least=0, most=1, decimals=2)),
    ],
)
def test_a_range_is_a_scale_where_its_steps_are_few(parameters: str, kind: Kind) -> None:
    reading = asked(["range", "q", "Und?", "", "", "", parameters], head=RULES)
    assert reading.survey.questions[0].answer == kind
    unchecked = any("prüft er nicht" in notice.text for notice in reading.notices)
    assert unchecked is ("step=5" in parameters or "step=0.25" in parameters)


@pytest.mark.parametrize(
    ("type_", "constraint", "kind", "left"),
    [
        ("integer", ". >= 0 and . <= 120", Number(least=0, most=120), None),
        ("integer", ". <= 120 and . >= 0", Number(least=0, most=120), None),
        ("integer", ". > 0", ANY, Compare("q", ">", 0)),
        ("integer", ". >= 0 and . != 7", Number(least=0, most=EDGE), Not(Compare("q", "=", 7))),
        ("integer", ". >= 0 or . = -1", ANY, Any),
        ("text", "string-length(.) <= 50", Sentence(50), None),
        ("text", "string-length(.) <= 5000", Sentence(), Length("q", "<=", 5000)),
        ("date", ". >= date('2026-12-01')", Date(earliest="2026-12-01"), None),
        ("select_multiple yn", "count-selected(.) <= 1", PickMany(YES_NO, most=1), None),
        ("select_multiple yn", "count-selected(.) <= 9", PickMany(YES_NO), None),
        ("select_multiple yn", "count-selected(.) = 1", PickMany(YES_NO), Count("q", "=", 1)),
        (
            "select_multiple yn",
            "not(selected(., 'no') and count-selected(.) > 1)",
            PickMany(YES_NO, alone=("no",)),
            None,
        ),
    ],
)
def test_a_constraint_holds_the_bounds_and_more(
    type_: str, constraint: str, kind: Kind, left: Any
) -> None:
    question = asked([type_, "q", "Und?", "", constraint], head=RULES).survey.questions[0]
    assert question.answer == kind
    assert question.constraint == left or (left is Any and question.constraint is not None)


def test_what_a_group_depends_on_its_questions_depend_on() -> None:
    survey = asked(
        ["select_one yn", "a", "A?"],
        ["begin_group", "g", "Gruppe", "${a} = 'yes'"],
        ["text", "b", "B?"],
        ["begin group", "h", "", "${b} != ''"],
        ["integer", "c", "C?", "string-length(${b}) > 3"],
        ["end group"],
        ["end_group"],
        ["text", "d", "D?"],
        head=RULES,
    ).survey
    yes: Condition = Is("a", ("yes",))
    whens = [question.when for question in survey.questions]
    assert whens[:2] == [None, yes]
    assert isinstance(whens[2], All)
    assert whens[2].of[0] == yes
    assert len(whens[2].of) == 3
    assert whens[3] is None


@pytest.mark.parametrize(
    ("word", "optional"),
    [("yes", False), ("TRUE", False), (True, False), ("true()", False), ("", True), ("no", True)],
)
def test_what_is_not_required_may_be_skipped(word: object, optional: bool) -> None:
    survey = asked(["text", "q", "Und?", "", "", word], head=RULES).survey
    assert survey.questions[0].optional is optional


@pytest.mark.parametrize(
    "type_", ["select_one yn or_other", "select one from yn or specify other"]
)
def test_or_other_is_one_more_option_and_a_question(type_: str) -> None:
    first, second = asked([type_, "q", "Und?"]).survey.questions
    assert first.answer == Pick((*YES_NO, OTHER))
    assert (second.id, second.text) == ("q-other", {"de": "Was meinen Sie damit?"})
    assert second.answer == Sentence()
    assert second.when == Is("q", ("other",))


def test_languages_are_known_by_their_names_and_codes() -> None:
    head = ["type", "name", "label::German (de)", "label:english", "label::Einfache Sprache"]
    survey = asked(["text", "q", "Deutsch?", "English?", "Einfach?"], head=head).survey
    assert survey.questions[0].text == {
        "de": "Deutsch?",
        "en": "English?",
        "de-simple": "Einfach?",
    }


@pytest.mark.parametrize(("default", "tag"), [("", "de"), ("English (en)", "en"), ("de", "de")])
def test_a_label_without_a_language_is_in_the_default_one(default: str, tag: str) -> None:
    settings = [[*SETTINGS[0], "default_language"], [*SETTINGS[1], default]]
    rows = [["type", "name", "label"], ["text", "q", "Und?"]]
    assert read(workbook(rows, settings=settings)).survey.questions[0].text == {tag: "Und?"}


def test_other_languages_are_left_out_where_one_of_ours_remains() -> None:
    head = [*HEAD, "label::Français (fr)"]
    reading = asked(["text", "q", "Und?", "Et?"], head=head)
    assert reading.survey.questions[0].text == {"de": "Und?"}
    assert any("Français" in str(notice) for notice in reading.notices)
    assert refused(["text", "q", "Et?"], head=["type", "name", "label::Français (fr)"]) == [
        "Blatt „survey“, Zeile 1, Spalte „label::Français (fr)“: die Sprache „Français (fr)“"
        " spricht der Bot nicht; möglich sind Deutsch (de), Einfache Sprache (de-simple),"
        " English (en)",
    ]


def test_the_settings_name_the_survey() -> None:
    settings = [
        ["form_title", "form_id", "version", "revier_title::English (en)", "revier_minutes"],
        ["Ihr Bus", "Bus_2026", "7", "Your bus", 3],
    ]
    reading = read(workbook(settings=settings))
    survey = reading.survey
    assert (survey.id, survey.version, survey.minutes) == ("bus-2026", 7, 3)
    assert survey.title == {"de": "Ihr Bus", "en": "Your bus"}
    assert survey.opening == {"de": "Wir bitten um Ihre Antworten: Ihr Bus."}
    noticed = "\n".join(map(str, reading.notices))
    assert "„Bus_2026“ heißt hier „bus-2026“" in noticed
    assert "hier sollte stehen, warum Sie fragen" in noticed


def test_a_survey_without_settings_is_named_after_its_file() -> None:
    made = book()
    del made["settings"]
    assert read(saved(made), "Mein Bus (Entwurf)").survey.id == "mein-bus-entwurf"


def test_names_become_ids_and_it_is_said_which() -> None:
    reading = asked(
        ["text", "Höhe über NN", "A?"],
        ["text", "end", "B?"],
        ["text", "fine_id", "C?"],
        ["text", "FINE_ID", "D?"],
        ["text", "x" * 60, "E?"],
    )
    ids = [question.id for question in reading.survey.questions]
    assert ids == ["hoehe-ueber-nn", "end-2", "fine_id", "fine_id-2", "x" * 40]
    told = [notice.text for notice in reading.notices if "heißt hier" in notice.text]
    assert told[:2] == ["„Höhe über NN“ heißt hier „hoehe-ueber-nn“", "„end“ heißt hier „end-2“"]
    assert len(told) == 4


def test_values_that_no_button_can_bear_are_renamed_in_conditions_too() -> None:
    choices = [LIST[0], ["l", "Männlich", "M"], ["l", "x y", "X"], ["l", "ok", "O"]]
    survey = asked(
        ["select_one l", "a", "A?"],
        ["text", "b", "B?", "${a} = 'Männlich'"],
        head=RULES,
        choices=choices,
    ).survey
    assert [c.value for c in survey.questions[0].answer.offered()] == ["maennlich", "x-y", "ok"]
    assert survey.questions[1].when == Is("a", ("maennlich",))


def test_columns_may_stand_in_any_order_with_empty_rows_between() -> None:
    rows = [
        ["", "label", "relevant", None, "name", "type"],
        [],
        [None, "A?", "", None, "a", "text"],
        *[[]] * 70,
        [None, "B?", "${c} = 1", None, "b", "text"],
    ]
    assert told(workbook(rows)) == [
        "Blatt „survey“, Zeile 74, Spalte „relevant“: eine Frage „c“ gibt es nicht"
        " (in „${c} = 1“, Zeichen 1)"
    ]


# What is refused, with its cell.

S = "Blatt „survey“, Zeile 2, Spalte "
POSSIBLE = (
    "möglich sind text, integer, decimal, range, date, select_one, select_multiple, rank, image,"
    " audio, geopoint, note, acknowledge, begin_group und end_group"
)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["calculate", "q", ""], f"{S}„type“: den Typ „calculate“ kennt der Bot nicht; rechnen"),
        (["begin_repeat", "q", "W"], f"{S}„type“: Wiederholungen gibt es nicht"),
        (["end group"], f"{S}„type“: hier endet eine Gruppe, die nirgends beginnt"),
        (["begin group", "g"], f"{S}„type“: die Gruppe endet nirgends"),
        (["start", "start"], f"{S}„type“: den Typ „start“ kennt der Bot nicht; das hält"),
        (["barcode", "q", "?"], f"{S}„type“: den Typ „barcode“ kennt der Bot nicht"),
        (["qwertz", "q", "?"], f"{S}„type“: den Typ „qwertz“ kennt der Bot nicht; {POSSIBLE}"),
        (["", "q", "?"], f"{S}„type“: der Typ fehlt"),
        (["text", "", "?"], f"{S}„name“: jede Frage braucht einen Namen"),
        (["text", "q", ""], f"{S}„label::Deutsch (de)“: der Text fehlt"),
        (["text", "q", "x" * 201], f"{S}„label::Deutsch (de)“: 201 Zeichen, höchstens 200"),
        (["text", "q", "Hallo ${name}"], f"{S}„label::Deutsch (de)“: in Texte setzt der Bot"),
        (["select_one", "q", "?"], f"{S}„type“: hinter select_one steht der Name einer Liste"),
        (["select_one nix", "q", "?"], f"{S}„type“: im Blatt „choices“ gibt es keine Liste „nix“"),
        (["select_one_from_file a.csv", "q", "?"], f"{S}„type“: externe Listen gibt es nicht"),
        (["select_one ${b}", "q", "?"], f"{S}„type“: Möglichkeiten aus früheren Antworten"),
        (["text", "q", "?", ". = 1"], f"{S}„relevant“: der Punkt meint die eigene Antwort"),
        (["text", "q", "?", "${q} = 1"], f"{S}„relevant“: „q“ kommt erst später"),
        (["text", "q", "?", "", "", "${a}"], f"{S}„required“: hier steht yes oder no"),
        (["range", "q", "?", "", "", "", "a=1"], f"{S}„parameters“: „a=1“ kennt der Bot nicht"),
        (
            ["range", "q", "?", "", "", "", "end=x"],
            f"{S}„parameters“: „end=x“ kennt der Bot nicht",
        ),
        (["range", "q", "?", "", "", "", "end=1"], f"{S}„parameters“: least muss kleiner"),
        (["integer", "q", "?", "", ". >= 9 and . <= 1"], f"{S}„constraint“: least muss kleiner"),
        (
            ["integer", "q", "?", "", "today() > 1"],
            f"{S}„constraint“: today() kennt der Bot nicht",
        ),
        (["note", "q", "Kurz.", "", ". = 1"], f"{S}„constraint“: so lässt sich „q“ nicht"),
    ],
)
def test_a_row_is_refused_at_its_cell(row: list[str], said: str) -> None:
    first, *_ = refused(row, head=RULES)
    assert first.startswith(said)


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("calculation", "rechnen kann der Bot nicht"),
        ("choice_filter", "gefilterte Listen gibt es nicht"),
        ("default", "vorbelegte Antworten gibt es nicht"),
        ("repeat_count", "Wiederholungen gibt es nicht"),
        ("read_only", "eine Frage ohne Antwort ist ein Hinweis"),
        ("media::image", "Bilder und Töne in Fragen gibt es nicht"),
        ("audio::Deutsch (de)", "Bilder und Töne in Fragen gibt es nicht"),
        ("bind::calculate", "rechnen kann der Bot nicht"),
    ],
)
def test_a_column_that_changes_the_meaning_is_refused(column: str, said: str) -> None:
    [only] = refused(["text", "q", "Und?", "x"], head=[*HEAD, column])
    assert only.startswith(f"{S}„{column}“: {said}")
    assert asked(["text", "q", "Und?", ""], head=[*HEAD, column]).survey.questions


def test_a_column_that_changes_no_meaning_is_left_out_and_told() -> None:
    reading = asked(["text", "q", "Und?", "multiline", "?"], head=[*HEAD, "appearance", "Notiz"])
    told = [str(notice) for notice in reading.notices if "nicht gelesen" in notice.text]
    assert told == [
        "Blatt „survey“, Zeile 1, Spalte „appearance“: diese Spalte wird nicht gelesen",
        "Blatt „survey“, Zeile 1, Spalte „Notiz“: diese Spalte wird nicht gelesen",
    ]


def test_the_lists_are_refused_at_their_cells() -> None:
    rows = [LIST[0], ["l", "a", "A"], ["l", "a", "B"], ["l", "", "C"], ["", "d", "D"]]
    rows += [["l", "e", ""], ["l", "f", "A"]]
    said = refused(["select_one l", "q", "Und?"], choices=rows)
    where = "Blatt „choices“, Zeile"
    assert said[0].startswith(f"{S}„type“: die Beschriftung „a“ (de) steht mehrmals da")
    assert said[1:] == [
        f"{where} 3, Spalte „name“: „a“ gibt es in der Liste „l“ schon",
        f"{where} 4, Spalte „name“: die Möglichkeit hat keinen Wert",
        f"{where} 5, Spalte „list_name“: zu welcher Liste gehört diese Möglichkeit?",
        f"{where} 6, Spalte „label::Deutsch (de)“: die Beschriftung fehlt",
    ]


def test_two_questions_of_one_name_cannot_be_looked_at() -> None:
    rows = [["integer", "a", "A?"], ["integer", "a", "B?"], ["text", "c", "C?", "${a} = 1"]]
    [only] = refused(*rows, head=RULES)
    assert "„a“ heißen mehrere Fragen" in only


def test_what_looks_at_a_refused_row_is_told_so() -> None:
    rows = [["calculate", "sum", ""], ["text", "c", "C?", "${sum} = 1"]]
    assert "„sum“ kann der Bot nicht fragen" in refused(*rows, head=RULES)[1]


def test_settings_are_refused_at_their_cells() -> None:
    head = [*SETTINGS[0], "revier_anonymity", "revier_minutes", "revier_results"]
    row = [*SETTINGS[1][:2], "x" * 251, "secret", "viele", "all"]
    said = told(workbook(settings=[head, row]))
    place = "Blatt „settings“, Zeile 2, Spalte"
    assert [line.partition(": ")[0] for line in said] == [
        f"{place} „revier_minutes“",
        f"{place} „revier_anonymity“",
        f"{place} „revier_results“",
        f"{place} „revier_opening::Deutsch (de)“",
    ]


def test_everything_is_told_at_once_in_the_order_of_the_sheets() -> None:
    settings = [SETTINGS[0], ["bus", "x" * 61, "y" * 251]]
    rows = [["start", "s"], ["text", "q", "?", "today() = 1"], ["select_one nix", "r", ""]]
    said = told(workbook([RULES, *rows], [LIST[0], ["l", "", "A"]], settings))
    sheets = [line.split("„")[1].partition("“")[0] for line in said]
    assert sheets == ["settings"] * 2 + ["survey"] * 4 + ["choices"]


def test_a_survey_sheet_without_headings_or_columns() -> None:
    assert told(workbook([["type", "name"], ["text", "q"]])) == [
        "Blatt „survey“, Zeile 1, Spalte „label“: diese Spalte fehlt",
    ]
    assert "Blatt „survey“, Zeile 1, Spalte „type“: diese Spalte fehlt" in told(workbook([]))
    twice = [["type", "name", "label", "caption"], ["text", "q", "A", "B"]]
    assert "diese Spalte gibt es zweimal" in told(workbook(twice))[0]


def test_what_follows_from_a_missing_column_or_list_is_not_told_again() -> None:
    assert told(workbook([["Typ", *HEAD[1:]], *[["text", f"q{n}", "?"] for n in range(9)]])) == [
        "Blatt „survey“, Zeile 1, Spalte „type“: diese Spalte fehlt"
    ]
    row = [
        "select_multiple nix",
        "q",
        "?",
        "",
        "count-selected(.) <= 2 and count-selected(.) >= 2",
    ]
    [only] = refused(row, head=RULES)
    assert only.startswith(f"{S}„type“: im Blatt „choices“ gibt es keine Liste „nix“")


def test_what_is_told_of_a_cell_is_one_short_line() -> None:
    said = refused(["nix\n\n\x85nix", "x" * 9_000, "?"], ["text", "y" * 9_000, ""])
    assert all(line.isprintable() and len(line) < 600 for line in said)
    reading = asked(["text", "z" * 9_000, "?"])
    assert all(len(str(notice)) < 600 for notice in reading.notices)


def test_rank_has_no_other() -> None:
    [only] = refused(["rank yn or_other", "q", "?"])
    assert only.startswith(f"{S}„type“: or_other geht bei rank nicht")


def test_an_id_of_ones_own_is_refused_at_its_cell() -> None:
    [only] = refused(["text", "q", "?", "Ü"], head=[*HEAD, "revier_id"])
    assert only.startswith(f"{S}„revier_id“: nur Buchstaben ohne Umlaute")


def test_a_place_is_a_district_and_it_is_said() -> None:
    reading = asked(["geopoint", "q", "Wo?"])
    assert any("der genaue Punkt wird nie gespeichert" in n.text for n in reading.notices)


def test_a_message_that_is_never_said_is_told() -> None:
    head = [*HEAD, "constraint", "constraint_message::Deutsch (de)"]
    reading = asked(["integer", "q", "?", ". >= 0", "Nein!"], head=head)
    assert any("nennt die Grenzen selbst" in notice.text for notice in reading.notices)
    kept = asked(["integer", "q", "?", ". != 7", "Nein!"], head=head)
    assert kept.survey.questions[0].constraint_text == {"de": "Nein!"}
    assert not any("nennt die Grenzen selbst" in notice.text for notice in kept.notices)


def test_merged_cells_and_formulas_are_told_with_their_cells() -> None:
    made = book([*ASKED, ["=CONCAT(A1)", "b", "B?"]])
    made["survey"].merge_cells("B2:B3")
    said = told(saved(made))
    assert said[:2] == [
        "Blatt „survey“, Zeile 2, Spalte „name“: die Zellen B2:B3 sind verbunden; heben Sie das"
        " auf und füllen Sie jede",
        "Blatt „survey“, Zeile 3, Spalte „type“: hier steht eine Formel ohne Ergebnis; schreiben"
        " Sie den Wert selbst",
    ]
