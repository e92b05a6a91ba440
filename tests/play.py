"""Plays a transcript: `>` a person says, `<` the bot says, `!` the bot does, `#` sets the scene.

`[Label]` presses a button of the last message, `[5:yes]` one of question 5, `{photo x}`,
`{voice x}`, `{place 51.3 12.4}`, `{sticker}` and the like send other things. State goes through
JSON between all lines. Scene lines: `# language en`, `# known` (consented, contact decided),
`# today 2026-11-22`, `# away`, `# here`, `# close bus-2026`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dialogs.answers import Choice
from dialogs.builtin import FLOWS
from dialogs.builtin.menu import entries, offers
from dialogs.engine import Turn, advance
from dialogs.flow import Flow
from dialogs.markup import Rich, plain
from dialogs.messages import Heard, Media, MediaKind, Message, Other, Place, Press, Words
from dialogs.session import Session, decode, encode
from dialogs.texts import chain, load
from dialogs.world import Listing, Needs, World

OPERATOR = {
    "name": "Bündnis Beispiel e. V.",
    "address": "Musterweg 1, 06108 Halle",
    "contact": "hilfe@beispiel.example",
    "authority": "Landesbeauftragte für den Datenschutz",
    "version": "1",
    "asker": "Bündnis Beispiel e. V.",
}


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
    stored: bytes = encode(Session())

    def hear(self, heard: Heard) -> Turn:
        """Take a turn as the bot does: facts are told when they are asked for."""
        facts: dict[str, Any] = {"operator": OPERATOR}
        while True:
            try:
                turn = advance(decode(self.stored), heard, self.world(facts))
                break
            except Needs as needs:
                facts[needs.fact] = self.fact(needs.fact)
        self.stored = encode(turn.session)
        self.new = False
        for act in turn.acts:
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
        return turn

    def world(self, facts: Mapping[str, Any]) -> World:
        flows = {(flow.id, flow.version): flow for flow in (*FLOWS, *self.surveys)}
        current = {id: version for id, version in flows if id not in self.closed}
        return World(flows, current, facts, chain(self.language), self.today, self.new, self.away)

    def fact(self, name: str) -> Any:
        kind, _, rest = name.partition(":")
        open_ = [
            Listing(flow.survey, flow.title) for flow in self.surveys if flow.id not in self.closed
        ]
        match kind:
            case "consent":
                return rest in self.consents
            case "decided":
                return rest in self.decided
            case "menu":
                return entries(open_, bool(self.results))
            case "surveys":
                return offers(open_, "survey:")
            case "results":
                return offers(self.results)
            case "first_flow":
                return f"survey:{open_[0].id}" if len(open_) == 1 else "menu"
            case "consents":
                names = load("consents")
                given = [Choice(p, names[p].by_language) for p in sorted(self.consents)]
                return tuple(given)
            case "today":
                return {"day": "22. November 2026"}
            case _:
                return plain(f"({name})")


def play(script: str, scene: Scene) -> str:
    """The whole conversation that the `>` lines of a script lead to."""
    shown, lines = Message(()), []
    for line in script.splitlines():
        if line.startswith("#"):
            lines.append(line)
            arrange(scene, line[1:].split())
        if not line.startswith("> "):
            continue
        lines.append(line)
        turn = scene.hear(heard(line[2:], shown))
        shown = turn.message
        lines += [f"! {told(act)}" for act in turn.acts]
        lines += written(shown)
    return "\n".join(lines) + "\n"


def arrange(scene: Scene, words: list[str]) -> None:
    match words:
        case ["language", tag]:
            scene.language = tag
        case ["today", day]:
            scene.today = date.fromisoformat(day)
        case ["away"]:
            scene.away = True
        case ["here"]:
            scene.away = False
        case ["close", id]:
            scene.closed.add(f"survey:{id}")
        case ["known"]:
            scene.new = False
            scene.consents, scene.decided = {"surveys"}, {"surveys", "contact"}


def heard(said: str, shown: Message) -> Heard:
    if pressed := re.fullmatch(r"\[(\d+):(\S+)\]", said):
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
    return Words(said.encode().decode("unicode_escape") if "\\u" in said else said)


def told(act: Any) -> str:
    answers = " ".join(f"{question}={answer!r}" for question, answer in act.answers.items())
    named = act.answers and act.survey and act.command == "cast_ballot"
    return " ".join(filter(None, (act.command, act.value, answers if named else "")))


def written(message: Message) -> list[str]:
    lines = [f"< {line}" for line in marked(message.text).splitlines() if line]
    buttons = [f"[{o.label}]" for o in (*message.options, *message.controls)]
    return lines + ([f"  {' '.join(buttons)}"] if buttons else [])


def marked(text: Rich) -> str:
    """The text with its bold shown as asterisks."""
    return "".join(f"**{s.text}**" if s.bold else s.text for s in text)
