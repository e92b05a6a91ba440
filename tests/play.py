"""Plays a transcript: `>` a person says, `<` the bot says, `!` the bot does, `#` sets the scene.

`[Label]` presses a button of the last message, `[5:yes]` one of question 5, `{photo x}`,
`{voice x}`, `{place 51.3 12.4}`, `{sticker}` and the like send other things. State goes through
JSON between all lines. A button that shares one's position is shown as `{Label}`.
Scene lines: `# language en`, `# known` (consented, contact decided),
`# consents surveys ideas`, `# today 2026-11-22`, `# away` (two days or more have gone by),
`# open puls` (a shipped survey or one in tests/data/surveys), `# close puls`, `# results puls`,
`# invited puls` (its invitation comes from outside; what is pressed next is on it),
`# code B7K4M puls`, `# linked Telegram Matrix` (chats of this person),
`# link K7M2P9QX Matrix` (a good code from a chat there).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bot.ideas.facts import FACTS as IDEAS
from bot.talks.facts import FACTS as TALKS
from dialogs.answers import Choice
from dialogs.answers.date import written as day_in_words
from dialogs.builtin import FLOWS
from dialogs.builtin.linking import JOIN_OR_NOT, PART_OR_NOT
from dialogs.builtin.menu import entries, first, offers
from dialogs.engine import Act, Turn, advance
from dialogs.flow import Flow
from dialogs.markup import Rich, plain
from dialogs.messages import (
    File,
    Heard,
    Media,
    MediaKind,
    Message,
    Other,
    Place,
    Press,
    Start,
    Words,
)
from dialogs.places import shipped_places
from dialogs.session import Session, decode, encode
from dialogs.surveys import SHIPPED, shipped
from dialogs.surveys.inviting import invitation
from dialogs.surveys.reading import read
from dialogs.surveys.survey import Survey, flow
from dialogs.texts import chain, load
from dialogs.world import Barred, Listing, Needs, World

TRANSCRIPTS = Path(__file__).parent / "transcripts"
ALL = sorted(TRANSCRIPTS.rglob("*.txt"))
SURVEYS = Path(__file__).parent / "data" / "surveys"
EVENTS = {"event_list", "event_listing", "event", "told_event", "my_alerts", "less_alerts"}
ELSEWHERE = {"groups", "group", "invite", "first_talk_desk", *EVENTS, *IDEAS, *TALKS}
"""Facts of what several people do: those conversations are played by tests.bot.conversations."""
LINKING = {"link", "link_code", "link_end", "link_offers"} | {
    "unlinked",
    "unlink_offers",
    "linked_platforms",
}
OPERATOR = {
    "name": "Bündnis Beispiel e. V.",
    "address": "Musterweg 1, 06108 Halle",
    "contact": "hilfe@beispiel.example",
    "authority": "Landesbeauftragte für den Datenschutz",
    "version": "1",
    "asker": "Bündnis Beispiel e. V.",
}


def named(path: Path) -> str:
    """A transcript's name with its language, to tell its tests apart."""
    return path.relative_to(TRANSCRIPTS).as_posix()


def survey(name: str) -> Survey:
    """A shipped survey, or one of the tests' own."""
    return read(shipped(name) if name in SHIPPED else (SURVEYS / f"{name}.json").read_bytes())


@dataclass
class Scene:
    """A made-up world for one person, with the facts that the bot would load."""

    surveys: Iterable[Flow] = ()
    language: str = "de"
    today: date = date(2026, 11, 22)
    consents: set[str] = field(default_factory=set)
    decided: set[str] = field(default_factory=set)
    new: bool = True
    away: bool = False
    closed: set[str] = field(default_factory=set)
    results: tuple[Listing, ...] = ()
    invited: str = ""
    codes: dict[str, str] = field(default_factory=dict)
    linked: tuple[str, ...] = ()
    link: dict[str, str] = field(default_factory=dict)
    stored: bytes = encode(Session())

    def __post_init__(self) -> None:
        self.flows = {(flow.id, flow.version): flow for flow in (*FLOWS, *self.surveys)}

    def hear(self, heard: Heard) -> Turn:
        """Take a turn as the bot does, and remember what follows."""
        turn = self.turn(heard)
        self.stored = encode(turn.session)
        self.new = self.away = False
        for act in turn.acts:
            self.do(act)
        return turn

    def turn(self, heard: Heard) -> Turn:
        """What would follow; facts are told when they are asked for."""
        facts: dict[str, Any] = {"operator": OPERATOR}
        while True:
            try:
                return advance(decode(self.stored), heard, self.world(facts))
            except Needs as needs:
                if needs.fact in facts:
                    raise AssertionError(f"told {needs.fact} and asked again") from None
                try:
                    facts[needs.fact] = self.fact(needs.fact)
                except Barred as barred:
                    heard = Start(barred.flow)

    def do(self, act: Act) -> None:
        match act.command:
            case "give_consent":
                self.consents.add(act.value)
                self.decided.add(act.value)
            case "refuse_consent":
                self.decided.add(act.value)
            case "withdraw_consent":
                self.consents -= set(self.consents) if act.value == "*" else {act.value}
            case "set_language":
                self.language = act.value
            case "forget_me":
                self.consents, self.decided, self.new = set(), set(), True
                self.stored = encode(Session())
            case "join_chats" if act.value in self.link:
                self.linked = ("Telegram", self.link.pop(act.value))
            case "part_chats":
                self.linked = ()

    def open(self, survey: Survey) -> None:
        """Publish a survey, or a newer version of one."""
        made = flow(survey)
        self.flows[made.id, made.version] = made

    def world(self, facts: Mapping[str, Any]) -> World:
        current = {id: version for id, version in sorted(self.flows) if id not in self.closed}
        return World(
            self.flows,
            current,
            facts,
            chain(self.language),
            self.today,
            shipped_places(),
            self.new,
            self.away,
            self.codes,
        )

    def fact(self, name: str) -> Any:
        kind, _, rest = name.partition(":")
        current = self.world({}).current
        listed = [
            Listing(flow.survey, flow.title)
            for (id, version), flow in self.flows.items()
            if flow.survey and current.get(id) == version
        ]
        if kind in LINKING:
            return linking(self, kind, rest)
        match kind:
            case "consent":
                return rest in self.consents
            case "decided":
                return rest in self.decided
            case "menu":
                return entries(listed, bool(self.results))
            case "surveys":
                return offers(listed, "survey:")
            case "results":
                return offers(self.results)
            case "first_flow":
                return first(listed)
            case "invited":
                open_ = f"survey:{self.invited}" in current
                return f"survey:{self.invited}" if open_ else "surveys"
            case "consents":
                names = load("consents")
                given = [Choice(p, names[p].by_language) for p in sorted(self.consents)]
                everything = [Choice("*", names["all"].by_language)] if len(given) > 1 else []
                return (*given, *everything)
            case "today":
                return {"day": day_in_words(self.today.isoformat(), chain(self.language))}
            case "my_data_files":
                return (File("revierstimme.json", "application/json", "(alt)", b"{}"),)
            case "result_pictures" | "by_region_pictures" | "compared_pictures":
                return ()
            case "result" | "my_data" | "by_region" | "compared" | "all_compared":
                return plain(f"({name})")
            case "no_ideas" | "no_views" | "no_more":
                return True
            case "role" | "has_alerts" | "silent":
                return False
            case "residence":
                return "(residence)"
            case _ if kind in ELSEWHERE:
                raise Barred
            case _:
                raise KeyError(name)


def linking(scene: Scene, kind: str, code: str) -> Any:
    """What the flows of linking ask to know."""
    match kind:
        case "link_code":
            return "K7M2P9QX"
        case "unlinked":
            return not scene.linked
        case "linked_platforms":
            return ", ".join(scene.linked)
        case "unlink_offers":
            return PART_OR_NOT if scene.linked else ()
        case "link_offers":
            return JOIN_OR_NOT if code in scene.link else ()
    texts, platform = load("linking"), scene.link.get(code)
    text = texts["prospect" if kind == "link" else "joined"]
    languages = chain(scene.language)
    return text.fill(languages, platform=platform) if platform else texts["wrong"].fill(languages)


def play(script: str, scene: Scene) -> str:
    """The whole conversation that the `>` lines of a script lead to."""
    return "".join(f"{line}\n" for line, _, _ in turns(script, scene))


def turns(script: str, scene: Scene) -> Iterable[tuple[str, Turn | None, Heard | None]]:
    """Line by line; with the turn, and what was heard, where the line is what a person says."""
    shown = Message(())
    for line in script.splitlines():
        if line.startswith("#"):
            said_first = arrange(scene, line[1:].split())
            shown = said_first or shown
            yield "\n".join((line, *(written(said_first) if said_first else ()))), None, None
        elif line.startswith("> "):
            said = heard(line[2:], shown)
            turn = scene.hear(said)
            shown = turn.message
            yield "\n".join((line, *map(told, turn.acts), *written(shown))), turn, said


def arrange(scene: Scene, words: list[str]) -> Message | None:
    """What the bot says of its own accord because of that, if anything."""
    match words:
        case ["language", tag]:
            scene.language = tag
        case ["today", day]:
            scene.today = date.fromisoformat(day)
        case ["away"]:
            scene.away = True
        case ["open", name]:
            scene.open(survey(name))
        case ["close", id]:
            scene.closed.add(f"survey:{id}")
        case ["invited", id]:
            scene.invited = id
            return invitation(survey(id), scene.language, OPERATOR)
        case ["code", code, id]:
            scene.codes[code] = f"survey:{id}"
        case ["linked", *platforms]:
            scene.linked = tuple(platforms)
        case ["link", code, platform]:
            scene.link[code] = platform
        case ["results", id]:
            scene.results += (Listing(id, survey(id).title),)
        case ["known"]:
            scene.new = False
            scene.consents, scene.decided = {"surveys"}, {"surveys", "contact"}
        case ["consents", *purposes]:
            scene.new = False
            scene.consents, scene.decided = set(purposes), set(purposes)
        case _:
            raise AssertionError(f"no scene line: {' '.join(words)}")
    return None


def heard(said: str, shown: Message) -> Heard:
    if pressed := re.fullmatch(r"\[(\d*):(\S+)\]", said):
        return Press(pressed[1], pressed[2])
    if button := re.fullmatch(r"\[(.+)\]", said):
        for option in (*shown.options, *shown.controls):
            if option.label == button[1]:
                return Press(shown.prompt, option.value)
        raise AssertionError(f"no button {said} in {written(shown)}")
    if sent := re.fullmatch(r"\{place (\S+) (\S+)\}", said):
        return Place(float(sent[1]), float(sent[2]))
    if sent := re.fullmatch(r"\{(\w+)(?: (\S+))?\}", said):
        if sent[1] in list(MediaKind):
            return Media(MediaKind(sent[1]), sent[2])
        return Other(sent[1])
    return Words(said)


def told(act: Act) -> str:
    answers = " ".join(f"{question}={answer!r}" for question, answer in act.answers.items())
    cast = act.command == "cast_ballot"
    named = f"{act.survey} version {act.version}: {answers}" if cast else ""
    return "! " + " ".join(filter(None, (act.command, act.value, named)))


def written(message: Message) -> list[str]:
    lines = [f"< {line}".rstrip() for line in marked(message.text).splitlines()]
    locate = [f"{{{message.locate}}}"] if message.locate else []
    buttons = locate + [f"[{o.label}]" for o in (*message.options, *message.controls)]
    files = [f"< {{{file.name}}} {file.alt}" for file in message.files]
    return files + lines + ([f"  {' '.join(buttons)}"] if buttons else [])


def marked(text: Rich) -> str:
    """The text with its bold shown as asterisks."""
    return "".join(f"**{s.text}**" if s.bold else s.text for s in text)
