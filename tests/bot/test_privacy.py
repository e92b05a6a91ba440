"""What the bot promises people about their data, played through from the platform to the files."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from adapters.adapter import Inbound, Unreachable
from bot.commands import COMMANDS
from bot.doing import Doing
from bot.inbox import Inbox
from bot.turns import Turns
from dialogs.engine import Act
from dialogs.markup import words
from dialogs.messages import Heard, Media, MediaKind, Other, Place, Press, Start, Words
from dialogs.texts import LANGUAGES
from storage.database import Database
from storage.post import ALERT
from storage.tables import metadata
from tests.bot.memory import Memory, Watch, emptied, sending
from tests.bot.talking import NOW, PLATFORM, Bot, Person, config, everybody, ours, publish
from tests.databases import Server
from tests.storage.contents import contents
from tests.storage.samples import chat, message
from tests.storage.samples import survey as short

WELCOME = ("Hallo", "=yes")
SURVEY = (
    "=survey:erwartungen",
    "=join",
    "=mobility",
    "1, 3",
    "=4",
    "Halle",
    "Mehr Bänke",
    "=send",
)
ASKS = ours("consent", "surveys")
SORRY = ours("turn", "sorry")


@pytest.fixture
def bot(database: Database) -> Bot:
    publish(database, "erwartungen", "puls")
    return Bot(database)


# B2: consent comes first, and is proved.


def answers_of(bot: Bot, person: Person) -> dict[str, Any]:
    session, _ = contents(bot.database)["chats"][f"{PLATFORM}:{person.address}"]
    frames = session.get("frames", ())
    return {k: v for f in frames if "survey" in f["flow"] for k, v in f.get("answers", {}).items()}


def test_without_consent_nothing_is_kept_of_an_answer(bot: Bot) -> None:
    anna = bot.person("anna")
    told = anna.say("Hallo", "=no")
    assert ours("consent", "declined") in told
    anna.say("/menu", "=survey:puls")
    assert ASKS in anna.told, "asked again before the survey"
    anna.say("Ja, voran")
    kept = contents(bot.database)
    assert kept["ballots"] == {"erwartungen": [], "puls": []}
    assert kept["consents"] == {}
    assert answers_of(bot, anna) == {}


def test_consent_is_proved_by_time_wording_and_platform(bot: Bot) -> None:
    anna, ben = bot.person("anna"), bot.person("ben", language="en")
    anna.say("Hallo")
    ben.say("Hello")
    bot.pass_(hours=2)
    anna.say("=yes")
    ben.say("=yes")
    (german,) = contents(bot.database)["consents"]["console:anna"]
    (english,) = contents(bot.database)["consents"]["console:ben"]
    at = int(bot.now.timestamp() * 1000)
    for proof in (german, english):
        purpose, given, wording, platform, when = proof
        assert (purpose, given, platform, when) == ("surveys", True, PLATFORM, at)
        assert wording.startswith("7-"), "the operator's version of the privacy notice"
    assert german[2] != english[2], "and in which words"


def test_each_purpose_is_asked_for_by_itself(bot: Bot) -> None:
    anna = bot.person("anna")
    anna.say(*WELCOME, *SURVEY)
    assert [step[:2] for step in contents(bot.database)["consents"]["console:anna"]] == [
        ("surveys", True)
    ]
    anna.say("=contact_no")
    assert [step[:2] for step in contents(bot.database)["consents"]["console:anna"]] == [
        ("surveys", True),
        ("contact", False),
    ]
    assert contents(bot.database)["people"]["console:anna"][1] == "-contact surveys"


def summed_up(steps: Iterable[tuple[Any, ...]]) -> str:
    last = {purpose: given for purpose, given, *_ in steps}
    return " ".join(sorted(p if given else f"-{p}" for p, given in last.items()))


def anything(person: Person, dice: random.Random) -> Inbound:
    """Most often a button that is there; at times anything else that a platform may hand over."""
    shown = person.shown
    buttons: list[Heard] = [
        Press(shown.prompt, o.value) for o in (*shown.options * 3, *shown.controls)
    ]
    odd: list[Heard] = [
        Words(dice.choice(["", "/menu", "zurück", "stopp", "rückgängig", "1", "Quatsch", "en"])),
        Words(dice.choice(["/consents", "/surveys", "/forget_me", "Ergebnisse", "weiter"])),
        Press(str(dice.randrange(30)), dice.choice(["yes", "no", "*", "surveys", "send"])),
        Media(MediaKind.PHOTO, "ref"),
        Place(51.4, 12.4),
        Other("sticker"),
        Start(dice.choice(["start", "survey:puls", "survey:none", "menu", "consents", "link:x"])),
    ]
    heard = dice.choice(buttons if buttons and dice.random() < 0.75 else odd)
    return Inbound(person.bot.key(), person.platform, person.address, heard)


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_people_do_the_summary_says_what_the_proofs_say(bot: Bot, seed: int) -> None:
    dice = random.Random(seed)
    people = [
        bot.person(f"p{number}", language=dice.choice(list(LANGUAGES))) for number in range(8)
    ]
    asked = answered = 0
    for _ in range(40):
        before = contents(bot.database)["outbox"]
        bot.hear(*(anything(person, dice) for person in people))
        kept = contents(bot.database)
        for who, (_, summary, _) in kept["people"].items():
            steps = kept["consents"].get(who, [])
            assert summary == summed_up(steps)
            asked += len(steps) > 0
            consented = any(purpose == "surveys" and given for purpose, given, *_ in steps)
            cast = [b for votes in kept["ballots"].values() for b in votes if b[0] == who]
            answered += len(cast)
            assert consented or not cast
            if "surveys" not in summary.split():
                session, _ = kept["chats"][who]
                for frame in session.get("frames", ()):
                    if frame["flow"].startswith("survey:"):
                        assert set(frame.get("answers", {})) <= {"consent", "opening"}
        for person in people:
            who = f"{PLATFORM}:{person.address}"
            if who in kept["outbox"] and who in before:
                new = len(kept["outbox"][who]) - len(before[who])
                assert new in (1, 1 - len(before[who])), "each turn says exactly one message"
    assert asked
    assert answered


# B8: "/forget_me".


def test_after_deleting_everything_nothing_of_the_person_is_left(bot: Bot) -> None:
    anna, bodo = bot.person("anna"), bot.person("bodo")
    everybody(bot, ["anna", "bodo"], *WELCOME, *SURVEY, "=contact_yes")
    everybody(bot, ["anna", "bodo"], "/menu", "=survey:puls", "=join")
    everybody(bot, ["anna", "bodo"], "=forward")
    bot.database.do(lambda store: store.surveys.close("puls", bot.now))
    anna.say("/surveys", "=survey:erwartungen")
    bot.database.do(lambda s: s.outbox.add(chat(s, "anna"), message("Neues!"), bot.now, ALERT))
    was = anna.participant
    anna.say("/forget_me", "=yes")
    kept = contents(bot.database)
    for part in ("people", "chats", "consents"):
        assert kept[part].keys() == {"console:bodo"}
    assert kept["outbox"].keys() == {"console:bodo", "last word:anna"}
    (last,) = kept["outbox"]["last word:anna"]
    assert words(last[0].text) == ours("forget_me", "gone", day="22. November 2026")
    assert [ballot[0] for ballot in kept["ballots"]["erwartungen"]] == ["console:bodo"]
    assert kept["tallies"]["erwartungen", 1]["current"]["participants"] == 1
    assert kept["tallies"]["erwartungen", 1]["current"]["counts"]["confidence"] == {"4": 1}
    assert [ballot[0] for ballot in kept["ballots"]["puls"]] == ["nobody's", "nobody's"]
    assert kept["tallies"]["puls", 1]["current"]["participants"] == 2
    assert was not in dumped(bot.database)
    assert bodo.participant in dumped(bot.database)


def test_deleting_reaches_a_closed_survey_whose_ballots_can_still_be_told(
    database: Database,
) -> None:
    publish(database, short(anonymity="pseudonymous"))
    bot = Bot(database)
    anna, bodo = bot.person("anna"), bot.person("bodo")
    for person, why in ((anna, "Es ist warm"), (bodo, "Es ist kalt")):
        person.say("Hallo", "=yes", "=join", "=yes", why, "=send", "=contact_no")
    database.do(lambda store: store.surveys.close("bus", bot.now))
    assert "Es ist warm" in anna.say("/my_data"), "it can still be told, so it is shown"
    anna.say("/forget_me", "=yes")
    kept = contents(database)
    gone, there = sorted(kept["ballots"]["bus"], key=lambda ballot: ballot[0] == "console:bodo")
    assert (gone[0], gone[3]) == ("nobody's", None)
    assert (there[0], b"Es ist kalt" in there[3]) == ("console:bodo", True)
    assert kept["tallies"]["bus", 1]["current"]["participants"] == 2


def test_deleting_has_to_be_confirmed(bot: Bot) -> None:
    anna = bot.person("anna")
    anna.say(*WELCOME)
    assert "Nein, behalten" in [
        option.label for option in (anna.say("/forget_me"), anna.shown)[1].options
    ]
    anna.say("=no")
    assert contents(bot.database)["people"]["console:anna"][1] == "surveys"


def test_whoever_comes_back_after_deleting_is_somebody_new(bot: Bot) -> None:
    anna = bot.person("anna")
    anna.say(*WELCOME, *SURVEY)
    was = anna.participant
    anna.say("/forget_me", "=yes")
    told = anna.say("Hallo")
    assert told.startswith(ours("engine", "hello"))
    assert ASKS in told
    assert anna.participant != was
    anna.say("=yes", *SURVEY)
    assert len(contents(bot.database)["ballots"]["erwartungen"]) == 1


def test_a_deleted_persons_last_word_is_the_last_thing_to_go(
    database: Database, tmp_path: Path
) -> None:
    publish(database, "puls")
    anna = Bot(database).person("anna")
    anna.say(*WELCOME, "/forget_me", "=yes")

    async def send() -> Memory:
        platform, watch = Memory(), Watch(tmp_path)
        async with sending(database, platform, watch) as sender:
            await emptied(database, sender)
        return platform

    platform = asyncio.run(send())
    gone = ours("forget_me", "gone", day="22. November 2026")
    (said,) = platform.said
    assert (said.address, said.text.startswith(gone)) == ("anna", True)
    ((body, *_),) = contents(database)["outbox"]["last word"]
    assert body is None


# B9: withdrawing is as easy as consenting.


def test_withdrawing_takes_two_taps_and_holds_at_once(bot: Bot) -> None:
    anna = bot.person("anna")
    anna.say(*WELCOME, *SURVEY, "=contact_yes")
    anna.say("/surveys", "=survey:erwartungen", "=join", "=energy")
    assert answers_of(bot, anna)
    anna.say("/consents", "=surveys")
    kept = contents(bot.database)
    assert kept["people"]["console:anna"][1] == "-surveys contact"
    assert [step[:2] for step in kept["consents"]["console:anna"]] == [
        ("surveys", True),
        ("contact", True),
        ("surveys", False),
    ]
    assert answers_of(bot, anna) == {}, "the draft goes along"
    assert len(kept["ballots"]["erwartungen"]) == 1, "as the bot says"
    anna.say("/menu", "=survey:puls")
    assert ASKS in anna.told


def test_everything_can_be_withdrawn_at_once(bot: Bot) -> None:
    anna = bot.person("anna")
    anna.say(*WELCOME, *SURVEY, "=contact_yes", "/consents", "=*")
    assert contents(bot.database)["people"]["console:anna"][1] == "-contact -surveys"
    assert ours("consents", "empty") in anna.say("/consents")


# B12 and B4: nothing that a person is or says lies about.

CANARIES = {
    "address": "canary-address-49151",
    "key": "canary-key-77123",
    "words": "canary-words-of-anna",
    "nonsense": "canary-nonsense",
    "file": "canary-file-ref",
    "caption": "canary-caption",
    "place": "51.4242421",
    "other": "canary-other",
    "link": "canary-link",
    "error": "canary-error",
}


def lines(person: Person) -> Iterator[Any]:
    """A whole life with the bot."""
    yield from WELCOME
    yield Words(CANARIES["nonsense"])
    yield Start(f"link:{CANARIES['link']}")
    yield Media(MediaKind.PHOTO, CANARIES["file"], CANARIES["caption"])
    yield Place(float(CANARIES["place"]), 12.3)
    yield from ("/menu", "=survey:erwartungen", "=join")
    yield Words(CANARIES["nonsense"])
    yield Place(float(CANARIES["place"]), 12.3)
    yield from ("=mobility", "1, 3", "=4", "Halle")
    yield Media(MediaKind.VOICE, CANARIES["file"], CANARIES["caption"])
    yield Words(CANARIES["words"])
    yield from ("=edit", "=wish", "=/keep")
    yield from ("=send", "=contact_yes")
    yield Other(CANARIES["other"])
    yield from ("/my_data", "/surveys", "=survey:erwartungen", "=join")
    yield from ("=energy", "=2", "=/skip")
    yield Words(f"{CANARIES['words']} again")


def buggy(doing: Doing, act: Act) -> None:
    raise ValueError(CANARIES["error"])


async def live(database: Database, watch: Watch, address: str) -> Memory:
    """Everything goes through inbox and sender; some of it fails on the way."""
    platform = Memory()
    bot = Bot(database)
    person = bot.person(address)
    async with sending(database, platform, watch) as sender:
        inbox = Inbox(database, Turns(config()), watch.clock, {PLATFORM: sender}, {})
        working = asyncio.create_task(inbox.run())
        for number, line in enumerate(lines(person)):
            heard = person.inbound(line).heard if isinstance(line, str) else line
            key = f"{CANARIES['key']}-{address}-{number}"
            if number == 5:
                platform.fail(SORRY, OSError(CANARIES["error"]), ValueError(CANARIES["error"]))
            # What is said stays readable for this test until the next line.
            platform.open.clear()
            await inbox.receive(Inbound(key, PLATFORM, address, heard))
            shown = person.shown
            assert shown.text
            platform.open.set()
        platform.fail(SORRY, OSError(CANARIES["error"]), ValueError(CANARIES["error"]))
        await inbox.receive(
            Inbound(f"{CANARIES['key']}-bug", PLATFORM, address, Words("/language"))
        )
        await inbox.receive(
            Inbound(f"{CANARIES['key']}-bug2", PLATFORM, address, Words("English"))
        )
        platform.fail("Auf Nimmerwiedersehen", Unreachable(CANARIES["error"]))
        await database.run(
            lambda store: store.outbox.add(
                chat(store, address), message("Auf Nimmerwiedersehen"), watch.now
            )
        )
        sender.wake()
        await emptied(database, sender, watch)
        working.cancel()
        await asyncio.wait([working])
    return platform


def dumped(database: Database) -> str:
    """Every value of every row, as a dump would have it."""
    values: list[str] = []
    with database.engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                values += (
                    value.decode("latin-1") if isinstance(value, bytes) else str(value)
                    for value in row
                )
    return "\n".join(values)


def on_disk(database: Database, server: Server | None) -> bytes:
    """Every byte of the files of the database: of PostgreSQL also its journal and its log."""
    if server is None:
        folder = Path(str(database.engine.url.database)).parent
    else:
        server.admin("checkpoint")
        folder = server.folder
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    assert files
    return b"\0".join(path.read_bytes() for path in files)


async def test_no_canary_is_found_in_database_files_or_logs(
    database: Database,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    server = None if database.is_sqlite else request.getfixturevalue("server")
    monkeypatch.setitem(COMMANDS, "set_language", buggy)
    publish(database, "erwartungen", "puls")
    address = CANARIES["address"]
    platform = await live(database, Watch(tmp_path), address)

    # The canaries did go through, and are there for whoever has the key.
    assert SORRY in platform.to(address)
    assert any(CANARIES["words"] in text for text in platform.to(address))
    kept = contents(database)
    (ballot,) = kept["ballots"]["erwartungen"]
    assert CANARIES["words"].encode() in ballot[3]
    assert CANARIES["words"] in repr(kept["chats"])
    assert "a turn failed" in caplog.text

    participant = Bot(database).person(address).participant
    places = {
        "rows": dumped(database).encode(),
        "files": on_disk(database, server),
        "log": caplog.text.encode(),
    }
    for name, value in CANARIES.items():
        for place, content in places.items():
            assert value.encode() not in content, f"{name} in {place}"
    assert participant.encode() in places["rows"]
    assert participant.encode() not in places["log"]
    assert b"SELECT" not in places["log"]


def test_the_postgresql_half_can_find_a_canary_at_all(
    postgresql: Database, server: Server
) -> None:
    with postgresql.engine.begin() as connection:
        connection.execute(text("insert into meta values ('x', 'canary-that-is-there')"))
    assert b"canary-that-is-there" in on_disk(postgresql, server)


def test_the_sqlite_half_can_find_a_canary_at_all(sqlite: Database) -> None:
    with sqlite.engine.begin() as connection:
        connection.execute(text("insert into meta values ('x', 'canary-that-is-there')"))
    assert b"canary-that-is-there" in on_disk(sqlite, None)


# B7: "/my_data" says what is there.


def test_my_data_names_what_is_stored_and_no_more(bot: Bot) -> None:
    anna = bot.person("anna")
    anna.say(*WELCOME, *SURVEY, "=contact_no", "/surveys", "=survey:puls")
    told = anna.say("/my_data")
    assert "Deutsch" in told
    assert "22. November 2026" in told, "the day of the consent"
    assert ours("consents", "surveys") in told
    assert ours("consents", "contact") not in told
    assert "Puls: Geht es voran?" in told, "what has been begun"
    assert "Mehr Bänke" in told, "what was sent"
    bot.database.do(lambda store: store.surveys.close("erwartungen", NOW))
    assert "Mehr Bänke" not in anna.say("/my_data")


def test_nobody_sees_anybody_elses_data(bot: Bot) -> None:
    anna, bodo = bot.person("anna"), bot.person("bodo")
    anna.say(*WELCOME, *SURVEY)
    assert "Mehr Bänke" not in bodo.say(*WELCOME, "/my_data")
