"""Talking on Matrix: the real process on a real server, in plain and in encrypted rooms."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.adapters.media.making import SECRET, photo, voice

from .revier import Revier

pytestmark = pytest.mark.asyncio(loop_scope="session")

HERE = {"msgtype": "m.location", "body": "Hier", "geo_uri": "geo:51.46,12.63;u=10"}
SEALED = {
    "algorithm": "m.megolm.v1.aes-sha2",
    "ciphertext": "AwgAEnACgAkLmt6qF84IK",
    "session_id": "a session that nobody has",
}
LANGUAGES = ("de", "de-simple", "en")
ENDS = {"de": "Vielen Dank", "de-simple": "Vielen Dank", "en": "Thank you"}


@pytest.mark.parametrize(
    ("encrypted", "language"), [(True, "de"), (False, "en"), (True, "de-simple")]
)
async def test_a_resident_answers(talking: Revier, encrypted: bool, language: str) -> None:
    anna = await talking.person("anna", encrypted)
    await anna.waits_for("3. ")
    await anna.says("/language")
    await anna.reacts_to(await anna.waits_for("English"), f"{LANGUAGES.index(language) + 1}️⃣")
    await anna.waits_for("Men")
    await anna.says("/start survey_erwartungen")
    await anna.reacts_to(await anna.waits_for("3. "), "1️⃣")  # consent
    await anna.waits_for("1. ")
    await anna.says("1")  # take part
    await anna.reacts_to(await anna.waits_for("1. "), "1️⃣")  # energy
    await anna.waits_for("5")
    await anna.says("4")
    await anna.waits_for("1. ")
    await anna.sends("m.room.message", HERE)
    await anna.reacts_to(await anna.waits_for("Nordsachsen"), "⏭️")
    await anna.reacts_to(await anna.waits_for("1. "), "1️⃣")  # send
    await anna.waits_for(ENDS[language])
    assert anna.unreadable == []
    assert talking.ballot(anna) == {"field": "energy", "confidence": 4, "district": "14730"}


async def test_several_things_are_picked_by_reactions_one_by_one(talking: Revier) -> None:
    anna = await talking.person("anna")
    await anna.waits_for("3. ")
    await anna.says("/start survey_erwartungen")
    await anna.waits_for("3. ")
    for words in ("ja", "Ja, teilnehmen", "Mobilität"):
        await anna.says(words)
        await anna.waits_for("1. ")
    bikes = anna.heard[-1]
    await anna.reacts_to(bikes, "1️⃣")
    await anna.waits_for("✓")
    await anna.reacts_to(bikes, "❤️")  # only a feeling
    await anna.reacts_to(bikes, "3")
    await anna.reacts_to(await anna.waits_for("✓"), "✅")
    await anna.waits_for("5")
    for words in ("4", "überspringen", "überspringen", "absenden"):
        await anna.says(words)
        await anna.waits_for("")
    answers = talking.ballot(anna)
    assert answers == {"field": "mobility", "mobility": ["bus", "bike"], "confidence": 4}


async def test_things_that_are_not_words_are_answered_kindly(talking: Revier) -> None:
    anna = await talking.person("anna")
    await anna.waits_for("3. ")
    first = await anna.says("Hallo")
    await anna.waits_for("3. ")
    await anna.sends(
        "m.room.message",
        {
            "msgtype": "m.text",
            "body": "* ja",
            "m.new_content": {"msgtype": "m.text", "body": "ja"},
            "m.relates_to": {"rel_type": "m.replace", "event_id": first},
        },
    )
    await anna.waits_for("geänderte Nachricht")
    photo = {"msgtype": "m.image", "body": "kohle.jpg", "url": "mxc://revier.test/kohle"}
    await anna.sends("m.room.message", photo)
    await anna.waits_for("Danke für das Foto")
    await anna.sends("m.sticker", {"body": "Glück auf", "url": "mxc://a/b", "info": {}})
    await anna.waits_for("Sticker")
    await anna.sends("m.room.message", {"msgtype": "m.notice", "body": "ein anderer Bot"})
    await anna.sends("m.room.message", {"msgtype": "m.riddle", "body": "?"})
    await anna.waits_for("nichts anfangen")
    quote = {"m.in_reply_to": {"event_id": first}}
    await anna.says(f"> <{talking.user}> Wie bitte?\n\nHilfe", **{"m.relates_to": quote})
    await anna.waits_for("Einen Menschen erreichen Sie mit")


@pytest.mark.chaos
async def test_what_cannot_be_decrypted_is_answered_once(talking: Revier) -> None:
    anna = await talking.person("anna")
    await anna.waits_for("3. ")
    for _ in range(3):
        await anna.sends("m.room.encrypted", SEALED)
    await anna.waits_for("entschlüsseln")
    await anna.says("Hallo")
    await anna.waits_for("3. ")
    assert sum("entschlüsseln" in said.words for said in anna.heard) == 1


async def test_among_others_there_is_only_a_link(talking: Revier) -> None:
    anna = await talking.person("anna")
    bert = await talking.person("bert", invites=False)
    await anna.waits_for("3. ")
    await anna.client.room_invite(anna.room, bert.client.user_id)
    await bert.joins(anna.room)
    await anna.says("ja")
    mention = {"m.mentions": {"user_ids": [talking.user]}}
    await anna.says("Und was sagt der Bot?", **mention)
    said = await bert.waits_for(f"https://matrix.to/#/{talking.user}")
    assert said.source["content"]["msgtype"] == "m.notice"
    await bert.client.room_leave(anna.room)
    await bert.client.room_forget(anna.room)
    await anna.says("Jetzt sind wir wieder unter uns.")
    await anna.waits_for("3. ")
    assert not any("teilnehmen" in said.words for said in anna.heard)


async def test_history_is_not_answered(talking: Revier) -> None:
    anna = await talking.person("anna", invites=False)
    await anna.opens()
    await anna.says("Das war, bevor jemand an einen Bot dachte.")
    await anna.client.room_invite(anna.room, talking.user)
    await anna.says("Hallo")
    await anna.waits_for("3. ")
    await anna.says("/privacy")
    await anna.waits_for("Verantwortlich")
    assert len(anna.heard) == 2


@pytest.mark.chaos
async def test_what_came_while_the_bot_was_away_is_answered(talking: Revier) -> None:
    anna = await talking.person("anna")
    bert = await talking.person("bert", invites=False)
    await anna.waits_for("3. ")
    await bert.opens()
    await talking.bot.kill()
    await anna.says("Eine Frage, nach der viel kam")
    for number in range(101):
        await anna.says(f"Notiz {number}", msgtype="m.notice")
    await bert.client.room_invite(bert.room, talking.user)
    await bert.sends("m.room.encrypted", SEALED)  # nobody gave a key to who was only invited
    await talking.bot.start()
    await anna.waits_for("3. ")
    await bert.waits_for("3. ")
    await bert.says("Hallo")
    await bert.waits_for("3. ")
    assert not any("entschlüsseln" in said.words for said in bert.heard)


async def test_a_new_room_of_somebody_is_the_same_chat(talking: Revier) -> None:
    anna = await talking.person("anna", encrypted=True)
    await anna.waits_for("3. ")
    old, who = anna.room, talking.participant(anna)
    await anna.invites()
    await anna.waits_for("1. ")
    assert talking.participant(anna) == who
    await anna.until(lambda anna: len(anna.client.rooms[old].users) == 1)
    await anna.client.room_leave(anna.room)
    await anna.invites(encrypted=True)
    await anna.waits_for("1. ")
    assert talking.participant(anna) == who


async def test_a_room_that_is_upgraded_is_the_same_chat(talking: Revier) -> None:
    anna = await talking.person("anna")
    await anna.waits_for("3. ")
    who, path = talking.participant(anna), f"/_matrix/client/v3/rooms/{anna.room}/upgrade"
    found = await talking.synapse.ask(
        "POST", path, {"new_version": "11"}, anna.client.access_token
    )
    anna.room = found["replacement_room"]
    await anna.client.room_invite(anna.room, talking.user)
    await anna.until(lambda anna: len(anna.client.rooms[anna.room].users) == 2)
    await anna.says("Hallo")
    await anna.waits_for("3. ")
    assert talking.participant(anna) == who


async def test_files_come_and_go(talking: Revier) -> None:
    survey = Path(__file__).parents[1] / "data" / "surveys" / "bilder.json"
    await talking.bot.command("survey", "import", str(survey))
    await talking.bot.command("survey", "publish", "bilder")
    for encrypted in (True, False):
        anna = await talking.person("anna", encrypted)
        await anna.waits_for("3. ")
        for words in ("/start survey_bilder", "ja"):
            await anna.says(words)
            await anna.waits_for("")
        await anna.says("ja")
        await anna.waits_for("Foto vom Platz")
        await anna.sends_file("m.image", "platz.jpg", "image/jpeg", photo(), encrypted)
        await anna.waits_for("Was sagen Sie dazu")
        await anna.sends_file("m.audio", "wort.ogg", "audio/ogg", voice(), encrypted)
        await anna.waits_for("Bitte prüfen")
        await talking.fetched()
        await anna.says("/my_data")
        said = await anna.waits_for("Datei, die Sie geschickt haben")
        shown = said.source["content"]
        assert (shown["msgtype"], "file" in shown, "url" in shown) == (
            "m.image",
            encrypted,
            not encrypted,
        )
        assert shown["body"] == said.words != shown["filename"]  # in words what it shows
        assert min(shown["info"]["w"], shown["info"]["h"]) > 0
        content = await anna.opens_file(said)
        assert content.startswith(b"\xff\xd8\xff")
        assert SECRET.encode() not in content
