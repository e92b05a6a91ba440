"""`revierstimme survey …`."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import opened
from bot.config import load
from dialogs.surveys import shipped
from dialogs.surveys.audience import Audience
from dialogs.understanding.codes import code_in
from storage.ballots import Ballot
from storage.repeats import Repeat
from storage.store import Store
from tests.cli.conftest import Cli

CONFIG = "revierstimme.toml"
PULSE = json.loads(shipped("puls"))


def written(home: Path, name: str = "survey.json", **changes: object) -> str:
    file = home / name
    file.write_text(json.dumps({**PULSE, **changes}))
    return str(file)


def test_check_of_a_good_survey(cli: Cli, home: Path) -> None:
    ended = cli("survey", "check", written(home))
    assert ended.code == 0
    assert "In Ordnung: puls" in ended.out


def test_check_lists_all_problems_at_once_with_their_places(cli: Cli, home: Path) -> None:
    question = PULSE["questions"][0]
    choices = question["answer"]["choices"]
    bad = {**question, "answer": {"type": "pick", "choices": [choices[0], choices[0]]}}
    file = written(home, openning="?", questions=[bad, {**question, "id": "Übel"}])
    ended = cli("survey", "check", file)
    assert ended.code == 1
    for place in ("openning", "questions[0].answer.choices", "questions[1].id"):
        assert place in ended.out
    assert "Traceback" not in ended.out
    problems = cli("survey", "check", file, "--json").json
    assert problems["ok"] is False
    assert len(problems["problems"]) >= 3


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"\x00" * 10, b"[" * 100_000, b"1e999"]
)
def test_check_of_what_is_no_survey(cli: Cli, home: Path, content: bytes) -> None:
    file = home / "broken.json"
    file.write_bytes(content)
    for words in (("survey", "check"), ("survey", "import")):
        ended = cli(*words, str(file))
        assert ended.code == 1
        assert ended.out or ended.err


def test_check_of_a_file_that_is_not_there(cli: Cli) -> None:
    ended = cli("survey", "check", "nowhere.json")
    assert ended.code == 1
    assert "nowhere.json" in ended.err


def test_from_import_to_results(ready: Cli, home: Path) -> None:
    assert ready("survey", "import", written(home, id="bus-2026")).code == 0
    assert ready("survey", "results", "bus-2026").code == 1
    assert ready("survey", "close", "bus-2026").code == 1
    assert ready("survey", "publish", "bus-2026").code == 0
    assert ready("survey", "publish", "bus-2026").code == 0
    [row] = [r for r in ready("survey", "list", "--json").json if r["id"] == "bus-2026"]
    assert (row["state"], row["version"], row["ballots"]) == ("open", 1, 0)
    result = ready("survey", "results", "bus-2026", "--format", "json").json
    assert result["participants"] == 0
    assert [o["count"] for o in result["questions"][0]["options"]] == [None] * 4
    assert "Nicht repräsentativ" in result["note"]
    assert ready("survey", "close", "bus-2026").code == 0
    assert ready("survey", "close", "bus-2026").code == 0
    assert ready("survey", "publish", "bus-2026").code == 1
    assert ready("survey", "results", "bus-2026").code == 0


def test_a_changed_file_is_a_new_version_and_the_same_file_is_nothing_new(
    ready: Cli, home: Path
) -> None:
    ready("survey", "publish", "puls")
    assert "schon veröffentlicht" in ready("survey", "import", written(home)).out
    changed = written(home, opening={"de": "Anders gefragt."})
    assert "Fassung 2 als Entwurf" in ready("survey", "import", changed).out
    [row] = [r for r in ready("survey", "list", "--json").json if r["id"] == "puls"]
    assert (row["version"], row["draft_version"]) == (1, 2)
    ready("survey", "publish", "puls")
    [row] = [r for r in ready("survey", "list", "--json").json if r["id"] == "puls"]
    assert (row["version"], row["draft_version"]) == (2, None)


def test_a_bad_import_leaves_nothing_behind(ready: Cli, home: Path) -> None:
    before = ready("survey", "list", "--json").json
    ended = ready("survey", "import", written(home, id="new", questions=[]))
    assert ended.code == 1
    assert "questions" in ended.err
    assert ready("survey", "list", "--json").json == before


def test_too_many_questions_have_to_be_confirmed(ready: Cli, home: Path) -> None:
    questions = [{**PULSE["questions"][0], "id": f"q{n}"} for n in range(13)]
    ready("survey", "import", written(home, id="long", questions=questions))
    assert ready("survey", "publish", "long").code == 1
    assert ready("survey", "publish", "long", "--many").code == 0


def test_unknown_names(ready: Cli) -> None:
    for words in (("publish",), ("close",), ("show",), ("results",), ("export",)):
        ended = ready("survey", *words, "nowhere")
        assert ended.code == 1
        assert "survey list" in ended.err


def test_show_reads_like_the_survey(ready: Cli) -> None:
    shown = ready("survey", "show", "erwartungen").out
    assert "1. Was soll der Strukturwandel in Ihrer Gegend zuerst verbessern?" in shown
    assert "   - Energie" in shown
    assert ready("survey", "show", "puls", "--json").json["id"] == "puls"


TABLES = Path(__file__).parents[2] / "docs" / "tabellen"
FORMS = Path(__file__).parents[1] / "data" / "xlsforms"


def test_a_workbook_is_checked_imported_and_published(ready: Cli) -> None:
    template = str(TABLES / "vorlage.xlsx")
    assert "In Ordnung: bus-vorlage" in ready("survey", "check", template).out
    imported = ready("survey", "import", template)
    assert imported.code == 0
    assert "Hinweis: Blatt „survey“, Zeile 16, Spalte „type“" in imported.err
    assert ready("survey", "publish", "bus-vorlage").code == 0
    shown = ready("survey", "show", "bus-vorlage").out
    assert "Hinweis: Es geht um den Bus und um nichts sonst." in shown
    assert "1. Fahren Sie Bus?" in shown
    result = ready("survey", "results", "bus-vorlage", "--format", "json").json
    assert "willkommen" not in [question["id"] for question in result["questions"]]


def test_a_workbook_is_refused_with_every_cell(ready: Cli) -> None:
    ended = ready("survey", "import", str(FORMS / "UCL_Biomass_Plot_Form.xlsx"))
    assert ended.code == 1
    assert "Blatt „survey“, Zeile 10, Spalte „constraint“: regex() kennt der Bot" in ended.err
    assert "Blatt „survey“, Zeile 91, Spalte „type“" in ended.err
    assert "Nichts übernommen." in ended.err
    checked = ready("survey", "check", str(FORMS / "group.xlsx"), "--json").json
    assert checked["problems"][0]["place"] == "Blatt „survey“, Zeile 4, Spalte „type“"


def test_an_old_workbook_is_imported(ready: Cli) -> None:
    ended = ready("survey", "import", str(FORMS / "yes_or_no_old.xls"))
    assert "yes-or-no-old: Fassung 1 als Entwurf übernommen." in ended.out


@pytest.mark.parametrize("name", ["broken.xlsx", "broken.xls", "broken.csv", "broken.ods"])
def test_a_table_that_is_none_is_refused(cli: Cli, home: Path, name: str) -> None:
    (home / name).write_bytes(b"type,name,label\n")
    ended = cli("survey", "check", name)
    assert ended.code == 1
    assert "Bitte als .xlsx speichern" in ended.out


def test_doubtful_wording_is_told_and_keeps_nothing_from_being_published(
    cli: Cli, home: Path
) -> None:
    asked = "Finden Sie es gut, dass endlich mehr Busse fahren?"
    question = {**PULSE["questions"][0], "text": {"de": asked}}
    file = written(home, questions=[question])
    told = cli("survey", "check", file)
    assert told.code == 0
    assert f"Wortlaut questions[0].text.de: „{asked}“\n   lenkt: „Finden Sie es gut" in told.out
    assert "„endlich“ wertet schon in der Frage. Lassen Sie das Wort weg." in told.out
    assert "Lesbarkeit Deutsch: " in told.out
    data = cli("survey", "check", file, "--json").json
    looked = next(one for one in data["wording"] if one["place"] == "questions[0].text.de")
    assert {finding["rule"] for finding in looked["findings"]} == {"loaded"}
    assert looked["score"] > 60
    assert data["ok"]


@pytest.mark.parametrize("format", ["json", "xlsx"])
def test_what_is_exported_is_imported_as_it_was(ready: Cli, home: Path, format: str) -> None:
    ready("survey", "publish", "erwartungen")
    file = f"new.{format}"
    ended = ready("survey", "export", "erwartungen", "--format", format, "--output", file)
    assert ended.code == 0
    assert "vereinfacht" not in ended.err
    assert "genau so schon veröffentlicht" in ready("survey", "import", file).out
    again = ready("survey", "export", "erwartungen", "--format", format, "--output", file)
    assert again.code == 1
    assert "gibt es schon" in again.err


def test_json_is_exported_to_the_output(ready: Cli) -> None:
    assert ready("survey", "export", "puls").json["id"] == "puls"


def test_no_workbook_is_written_to_a_terminal(ready: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    ended = ready("survey", "export", "puls", "--format", "xlsx")
    assert ended.code == 1
    assert "--output puls.xlsx" in ended.err


def test_an_export_tells_what_a_workbook_cannot_hold(ready: Cli, home: Path) -> None:
    ready("survey", "import", written(home, title={"de": "Puls "}))
    ended = ready("survey", "export", "puls", "--format", "xlsx", "--output", "new.xlsx")
    assert ended.code == 0
    assert "Gefragt wird dasselbe" in ended.err
    label = {"de": "x" * 20_000}
    choices = [{"value": "yes", "label": label}, *PULSE["questions"][0]["answer"]["choices"]]
    question = {**PULSE["questions"][0], "answer": {"type": "pick", "choices": choices}}
    ready("survey", "import", written(home, questions=[question]))
    ended = ready("survey", "export", "puls", "--format", "xlsx", "--output", "other.xlsx")
    assert ended.code == 1
    assert "nur als JSON" in ended.err


def test_other_commands_do_not_wait_for_workbooks() -> None:
    """pyxform takes half a second to load."""
    code = "import bot.cli.main, sys; print({'pyxform', 'openpyxl', 'xlrd'} & set(sys.modules))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert ended.stdout.decode().strip() == "set()"


def test_a_published_survey_has_a_link_and_a_code(ready: Cli) -> None:
    assert "veröffentlicht ist" in ready("survey", "link", "puls").err
    assert ready("survey", "publish", "puls").code == 0
    told = ready("survey", "link", "puls").out
    code = told.partition("\n")[0].removeprefix("Code: ")
    assert code_in(code.lower()) == code
    assert "noch kein Token" in told
    assert code in ready("survey", "link", "puls", "--poster", "rathaus").out
    assert ready("survey", "link", "puls", "--poster", "Rat haus").code == 1


def test_results_are_told_by_region_and_by_question(ready: Cli, home: Path) -> None:
    where = {"id": "where", "text": {"de": "Wo?"}, "answer": {"type": "place"}}
    file = written(home, questions=[where, PULSE["questions"][0]], results="after_close")
    ready("survey", "import", file)
    assert ready("survey", "publish", "puls").code == 0
    with opened(load(home / CONFIG)) as database:
        database.do(cast_many)
    early = ready("survey", "results", "puls", "--by", "region")
    assert (early.code, early.err) == (1, "Aufgeteilt wird erst nach dem Ende der Umfrage.\n")
    ready("survey", "close", "puls")
    told = ready("survey", "results", "puls", "--by", "region").out
    assert "aufgeteilt nach: Wo?" in told
    assert "Leipzig (Stadt) (40 Teilnehmende)" in told
    assert "20 (50 %) Ja, voran" in told
    assert "Nicht repräsentativ" in told
    by_answer = ready("survey", "results", "puls", "--by", "direction", "--format", "json").json
    assert [group["n"] for group in by_answer["divisions"][0]["groups"]] == [70, 70]
    assert "Es gibt: where, direction" in ready("survey", "results", "puls", "--by", "nope").err
    english = ready("survey", "results", "puls", "--by", "region", "--language", "en").out
    assert "Leipzig (Stadt) (40 participants)" in english


def cast_many(store: Store) -> None:
    for number in range(140):
        where = "14713" if number < 40 else "14730"
        answers = {"where": where, "direction": "forward" if number % 2 else "back"}
        store.ballots.cast(Ballot("puls", 1, answers), str(number))


def regional(ready: Cli, home: Path) -> None:
    """A closed survey of 140 people from two districts."""
    where = {"id": "where", "text": {"de": "Wo?"}, "answer": {"type": "place"}}
    ready("survey", "import", written(home, questions=[where, PULSE["questions"][0]]))
    assert ready("survey", "publish", "puls").code == 0
    with opened(load(home / CONFIG)) as database:
        database.do(cast_many)
    assert ready("survey", "close", "puls").code == 0


@pytest.mark.parametrize("format", ["text", "json", "csv", "xlsx", "png", "pdf"])
def test_results_are_written_whole_and_always_alike(ready: Cli, home: Path, format: str) -> None:
    regional(ready, home)
    for number, by in enumerate(("", "", "region", "region")):
        words = ("--by", by) if by else ()
        ended = ready(
            "survey", "results", "puls", "--format", format, *words, "-o", f"{number}.{format}"
        )
        assert ended.code == 0
        raw = (home / f"{number}.{format}").read_bytes()
        assert hashlib.sha256(raw).hexdigest() in ended.out
    files = [(home / f"{number}.{format}").read_bytes() for number in range(4)]
    assert files[0] == files[1] != files[2] == files[3]
    again = ready("survey", "results", "puls", "--format", format, "-o", f"0.{format}")
    assert (again.code, again.err) == (1, f"0.{format} gibt es schon. Nichts geschrieben.\n")
    nowhere = ready("survey", "results", "puls", "--format", format, "-o", "none/x")
    assert nowhere.code == 1
    assert not [path for path in home.iterdir() if path.name.startswith(f".0.{format}")]


def test_a_poster_leads_where_the_bot_is(
    ready: Cli, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ready("survey", "publish", "puls").code == 0
    early = ready("survey", "poster", "puls", "-o", "a.pdf")
    assert early.code == 1
    assert "keine Plattform" in early.err
    matrix = {"HOMESERVER": "https://example.org", "USER": "@bot:example.org", "PASSWORD": "x"}
    for name, value in matrix.items():
        monkeypatch.setenv(f"REVIERSTIMME_MATRIX__{name}", value)
    for number, size in enumerate(("a4", "a6", "a4")):
        ended = ready(
            *("survey", "poster", "puls", "--size", size, "--place", "Rathaus"),
            *("--language", "de-simple", "-o", f"{number}.pdf"),
        )
        assert ended.code == 0, ended.err
        assert "Aushang 2, Code " in ended.out
    pages = [(home / f"{number}.pdf").read_bytes() for number in range(3)]
    assert pages[0] == pages[2] != pages[1]
    listed = ready("survey", "posters", "puls").out
    assert "ohne Ort" in listed
    assert "Rathaus" in listed
    assert "nach dem Ende" in listed
    machine = ready("survey", "posters", "puls", "--json").json
    assert [set(one) for one in machine["posters"]] == [{"code", "number", "place"}] * 2
    assert ready("survey", "poster", "puls", "--place", "x" * 81, "-o", "b.pdf").code == 1
    ready("survey", "close", "puls")
    assert "läuft nicht" in ready("survey", "poster", "puls", "-o", "c.pdf").err
    assert "lässt sich nicht sagen" in ready("survey", "posters", "puls").out


def test_rounds_of_a_repeated_survey_are_compared(ready: Cli, home: Path) -> None:
    file = written(home, questions=[PULSE["questions"][0]], results="after_close")
    again = written(home, "again.json", questions=[PULSE["questions"][0]], id="puls-202612")
    for path in (file, again):
        ready("survey", "import", path)
    none = ready("survey", "results", "puls", "--rounds")
    assert none.code == 1
    for id in ("puls", "puls-202612"):
        assert ready("survey", "publish", id).code == 0
        ready("survey", "close", id)
    alone = ready("survey", "results", "puls", "--rounds")
    assert (alone.code, alone.out) == (1, "")
    now = datetime(2026, 12, 1, tzinfo=UTC)

    def repeat(store: Store) -> None:
        store.repeats.add(Repeat("monthly", "", "puls", Audience(), "anna", now))
        store.repeats.begin("monthly", "2026-12", "puls-202612")

    with opened(load(home / CONFIG)) as database:
        database.do(repeat)
    told = ready("survey", "results", "puls", "--rounds").out
    assert told.startswith("Vergleich: ")
    assert "Nicht repräsentativ" in told
    data = ready("survey", "results", "puls-202612", "--rounds", "--format", "json").json
    assert [one["id"] for one in data["rounds"]] == ["puls", "puls-202612"]
    for more in (("--by", "region"), ("--version", "1")):
        assert ready("survey", "results", "puls", "--rounds", *more).code == 1
