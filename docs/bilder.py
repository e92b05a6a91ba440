"""Makes the pictures of chats in the guides: `uv run python -m docs.bilder`.

Each is a conversation with the real engine, laid out as Telegram's adapter lays it out; a test
compares all of them with what lies there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from adapters.telegram.requests import chosen, text_request
from bot.days import written
from bot.results.rendering import as_text
from bot.results.result import result
from bot.results.source import Source
from dialogs.markup import Rich, Span, plain, words
from dialogs.messages import Message, Press, Words
from dialogs.surveys.tally import Tallies, Tally
from dialogs.texts import load
from docs.chat import Bubble, picture
from tests.play import OPERATOR, Scene, arrange, heard, survey

HERE = Path(__file__).parent


class Scenario(Struct, frozen=True):
    """A picture: of what is said `before` only the last message is shown, `then` everything.

    At the end a button is `pressed`; what that leads to is not shown any more.
    """

    title: str
    before: str
    then: str = ""
    pressed: str = ""


ASKED = "# open puls\n> /start\n> [Ja, einverstanden]"
PLACE = "# known\n# open erwartungen\n> /start survey_erwartungen\n> ja\n> [Energie]\n> [4]"
SCENARIOS = {
    "chat-erster-kontakt": Scenario(
        "Der erste Kontakt: Der Bot stellt sich vor und fragt, ob er Antworten speichern darf",
        "# open puls",
        "> /start",
        "Ja, einverstanden",
    ),
    "chat-frage": Scenario(
        "Eine Frage mit Knöpfen", ASKED, "> [Ja, teilnehmen]", "Es bleibt gleich"
    ),
    "chat-gezaehlt": Scenario(
        "Die Antwort ist gezählt, und der Bot fragt, ob er wieder schreiben darf",
        f"{ASKED}\n> [Ja, teilnehmen]",
        "> [Es bleibt gleich]",
        "Nein, nicht schreiben",
    ),
    "chat-ort": Scenario(
        "Die Frage nach dem Wohnort, mit einem Tippfehler beantwortet", PLACE, "> Eilenbrug"
    ),
    "chat-standort": Scenario(
        "Die Frage nach dem Wohnort, statt mit Worten mit dem Standort beantwortet",
        PLACE,
        "> [Standort senden]",
        "Standort senden",
    ),
    "chat-ergebnis": Scenario(
        "Das Ergebnis im Chat, mit der Angabe, wie gefragt wurde",
        "# known\n# open puls\n# results puls",
        "> Ergebnisse\n> [Puls: Geht es voran?]",
    ),
}
COUNTS = {"forward": 7, "same": 14, "back": 4, "unsure": 5}


class Example(Scene):
    """A scene with a result to look at."""

    def fact(self, name: str) -> Any:
        return _result() if name == "result:puls" else super().fact(name)


def files() -> Iterator[tuple[Path, bytes]]:
    """Every picture, with what has to stand in it."""
    name = load("profile")["name"].by_language["de"]
    for file, scenario in SCENARIOS.items():
        drawn = picture(scenario.title, name, list(bubbles(scenario)))
        yield HERE / "bilder" / f"{file}.svg", drawn.encode()


def bubbles(scenario: Scenario) -> Iterator[Bubble]:
    """What stands in the chat in the end."""
    scene, last = Example(), Message(())
    for line in scenario.before.splitlines():
        if line.startswith("#"):
            arrange(scene, line[1:].split())
        else:
            last = scene.hear(heard(line[2:], last)).message
    for line in scenario.then.splitlines():
        match said := heard(line[2:], last):
            case Press():
                yield _answered(last, line[3:-1])
            case Words(typed):
                if last.text:
                    yield _asked(last)
                yield Bubble(plain(typed), by_bot=False)
            case _:
                raise ValueError(f"not to be drawn: {line}")
        last = scene.hear(said).message
    yield _asked(last, scenario.pressed)


def _asked(message: Message, pressed: str = "") -> Bubble:
    markup = text_request("1", message).get("reply_markup", {})
    keys = "keyboard" in markup
    laid_out = markup.get("keyboard" if keys else "inline_keyboard", ())
    rows = tuple(tuple(button["text"] for button in row) for row in laid_out)
    if pressed and not any(pressed in row for row in rows):
        raise ValueError(f"there is no button {pressed}")
    return Bubble(message.text, rows=rows, keys=keys, pressed=pressed)


def _answered(message: Message, label: str) -> Bubble:
    """As the adapter leaves it: without buttons, the answer below."""
    text = words(message.text)
    return Bubble((*message.text, Span(chosen(text, (), label)["text"].removeprefix(text))))


def _result() -> Rich:
    """Made up, and it says so."""
    participants = sum(COUNTS.values())
    tally = Tally(participants, {"direction": participants}, {"direction": COUNTS})
    published = datetime(2026, 11, 14, tzinfo=UTC)
    made = Source(
        survey("puls"),
        "open",
        Tallies(tally, tally),
        participants,
        published,
        None,
        OPERATOR["name"],
    )
    return as_text(result(made, "de", written(ZoneInfo("Europe/Berlin"))), "de")


if __name__ == "__main__":
    for path, content in files():
        path.write_bytes(content)
