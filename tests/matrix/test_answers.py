"""Answering by reactions, letters and words; what was chosen is shown, and can be taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from dialogs.markup import plain
from dialogs.messages import OFFER, Message, Option
from storage.chats import Place
from storage.store import Store

from .residents import Resident, Said
from .revier import Revier

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def asked_about_mobility(here: Revier, encrypted: bool = False) -> tuple[Resident, Said]:
    """Somebody new, and the question of which several options can be picked."""
    anna = await here.person("anna", encrypted)
    await anna.waits_for("3. ")
    await anna.says("/start survey_erwartungen")
    await anna.waits_for("3. ")
    for words in ("ja", "Ja, teilnehmen", "Mobilität"):
        await anna.says(words)
        await anna.waits_for("1. ")
    return anna, anna.heard[-1]


def relation(said: Said) -> dict[str, Any]:
    found: dict[str, Any] = said.source["content"].get("m.relates_to", {})
    return found


@pytest.mark.parametrize("encrypted", [True, False])
async def test_the_answered_question_shows_what_was_chosen_once(
    talking: Revier, encrypted: bool
) -> None:
    anna = await talking.person("anna", encrypted)
    await anna.waits_for("3. ")
    await anna.says("/language")
    asked = await anna.waits_for("English")
    await anna.reacts_to(asked, "🅱️")
    await anna.waits_for("Menü")
    await anna.until(lambda anna: bool(anna.edits))
    (edit,) = anna.edits
    new = edit.source["content"]["m.new_content"]
    assert relation(edit)["event_id"] == asked.event
    assert new["body"] == f"{asked.words}\nIhre Antwort: Einfache Sprache"
    assert edit.words == f"* {new['body']}"
    assert new["formatted_body"].endswith("<br/>Ihre Antwort: <strong>Einfache Sprache</strong>")
    assert "<ol><li>Deutsch</li><li>Einfache Sprache</li>" in new["formatted_body"]
    path = f"/_matrix/client/v3/rooms/{anna.room}/event/{edit.event}"
    raw = await talking.synapse.ask("GET", path, token=anna.client.access_token)
    assert raw["content"]["m.relates_to"]["event_id"] == asked.event
    assert ("m.new_content" in raw["content"]) == (not encrypted)
    await anna.reacts_to(asked, "1️⃣")  # it is not open any more
    await anna.waits_for("")
    await anna.says("Hallo")
    await anna.waits_for("")
    assert len(anna.edits) == 1


def push(here: Revier, to: Resident, offer: Message) -> None:
    """Have something said to somebody who did not ask."""

    def work(store: Store) -> None:
        now, place = datetime.now(UTC), Place("matrix", to.room, "de")
        chat = store.chats.at([place], now)[place[:2]]
        store.outbox.push(chat.id, place.platform, offer, now)

    here.look(work)


async def test_what_stands_below_news_is_chosen_by_its_words(talking: Revier) -> None:
    """Also after a restart, and though another question is open that other words would answer."""
    anna, _ = await asked_about_mobility(talking, encrypted=True)
    buttons = Option("menu", "Ansehen"), Option("privacy", "Lieber nicht")
    offer = Message(plain("Es gibt Neues."), buttons, prompt=OFFER)
    push(talking, anna, offer)
    await anna.waits_for("– Lieber nicht")
    await anna.says("Lieber nicht!")
    await anna.waits_for("Verantwortlich")
    push(talking, anna, offer)
    await anna.waits_for("– Lieber nicht")
    await talking.bot.kill()
    await anna.says("lieber nicht")
    await talking.bot.start()
    await anna.waits_for("Verantwortlich")
    await anna.says("lieber nicht")  # what is said last now offers nothing like that
    assert "Verantwortlich" not in (await anna.waits_for("")).words


async def test_a_reaction_that_is_taken_away_takes_its_option_away(talking: Revier) -> None:
    anna, bikes = await asked_about_mobility(talking, encrypted=True)
    bus = await anna.reacts_to(bikes, "1️⃣")
    await anna.waits_for("✓")
    await anna.reacts_to(bikes, "c")
    both = await anna.waits_for("✓")
    assert both.words.count("✓") == 2
    await talking.bot.kill()
    await anna.takes_back(bus)
    await talking.bot.start()
    one = await anna.waits_for("✓")
    assert one.words.count("✓") == 1
    await anna.says("1")  # both ways count: in by words ...
    assert (await anna.waits_for("✓")).words.count("✓") == 2
    again = await anna.reacts_to(one, "1️⃣")  # ... out by a reaction ...
    assert (await anna.waits_for("✓")).words.count("✓") == 1
    await anna.takes_back(again)  # ... and what is out is not brought in by taking that away
    assert (await anna.waits_for("✓")).words.count("✓") == 1
    await anna.says("fertig")
    await anna.waits_for("5")
    for words in ("4", "überspringen", "überspringen", "absenden"):
        await anna.says(words)
        await anna.waits_for("")
    answers = {"field": "mobility", "mobility": ["bike"], "confidence": 4}
    assert talking.ballot(anna) == answers
    assert anna.edits == []


@pytest.mark.parametrize("words", ["1, 3", "a, c", "A und C"])
async def test_several_are_named_at_once(talking: Revier, words: str) -> None:
    anna, _ = await asked_about_mobility(talking)
    await anna.says(words)
    await anna.waits_for("5")
    for more in ("4", "überspringen", "überspringen", "absenden"):
        await anna.says(more)
        await anna.waits_for("")
    answers = talking.ballot(anna)
    assert answers is not None
    assert answers["mobility"] == ["bus", "bike"]


async def test_a_reaction_taken_away_from_what_is_answered_answers_nothing(
    talking: Revier,
) -> None:
    anna = await talking.person("anna")
    await anna.waits_for("3. ")
    await anna.says("/start survey_erwartungen")
    consent = await anna.reacts_to(await anna.waits_for("3. "), "1️⃣")
    await anna.waits_for("1. ")
    said = len(anna.heard)
    await anna.takes_back(consent)
    await anna.says("Hilfe")
    await anna.waits_for("Einen Menschen erreichen Sie mit")
    assert len(anna.heard) == said + 1


async def test_the_answer_comes_where_it_was_asked(talking: Revier) -> None:
    anna = await talking.person("anna", encrypted=True)
    asked = await anna.waits_for("3. ")
    assert relation(asked) == {}
    thread = {"rel_type": "m.thread", "event_id": asked.event}
    sent = await anna.says("Hallo", **{"m.relates_to": thread})
    said = await anna.waits_for("3. ")
    assert relation(said) == {
        "rel_type": "m.thread",
        "event_id": asked.event,
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": sent},
    }
    await anna.says("Hallo noch einmal")
    assert relation(await anna.waits_for("3. ")) == {}
