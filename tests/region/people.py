"""Residents of a made-up region, and what counts of what they sent: kept apart from the bot."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.platform import _answers

Ballot = dict[str, Any]
GONE = "alles löschen"
SURVEYS = ("erwartungen", "bus", "puls")
PULS = {"Ja, voran": "forward", "Es bleibt gleich": "same", "Nein, rückwärts": "back"}


@dataclass
class Mind:
    """What somebody says, line by line, and the ballots that count in the end, by survey."""

    lines: list[str]
    ballots: dict[str, Ballot] = field(default_factory=dict)


def mind(name: str, dice: random.Random) -> Mind:
    """Takes part in some surveys, some twice; some withdraw a consent, some delete everything."""
    made = Mind([])
    first = True
    rounds = [*dice.sample(SURVEYS, dice.randint(1, 3)), *dice.choices(SURVEYS, k=1)]
    for time, survey in enumerate(rounds):
        lines, ballot = answers(survey, name, time, dice)
        made.lines += [f"/start survey_{survey}", *["ja"] * first, "Ja, teilnehmen", *lines]
        if first:
            made.lines.append("nein")  # no invitations
        first = False
        made.ballots[survey] = ballot
    if dice.random() < 0.1:
        made.lines += [GONE, "ja"]
        made.ballots = {}
        if dice.random() < 0.5:
            lines, ballot = answers("puls", name, 9, dice)
            made.lines += ["/start survey_puls", "ja", "Ja, teilnehmen", *lines, "nein"]
            made.ballots = {"puls": ballot}
    elif dice.random() < 0.1:
        # No invitations any more, and what was sent stays.
        made.lines.append("keine Umfragen mehr")
    return made


def elsewhere(home: Mind, dice: random.Random) -> Mind:
    """The same person in another chat: says the same to a survey, or something to one more."""
    label = dice.choice(sorted(PULS))
    ballot = home.ballots.get("puls", {"direction": PULS[label]})
    label = next(label for label, value in PULS.items() if value == ballot["direction"])
    lines = ["/start survey_puls", "ja", "Ja, teilnehmen", label, "nein"]
    return Mind(lines, {"puls": ballot})


def answers(survey: str, name: str, time: int, dice: random.Random) -> tuple[list[str], Ballot]:
    """The lines and the ballot that they come to."""
    match survey:
        case "erwartungen":
            lines, ballot = _answers(name, time, dice)
            return [*lines, "absenden"], ballot
        case "bus":
            return bus(name, dice)
        case _:
            label = dice.choices(sorted(PULS), weights=(6, 3, 1))[0]
            return [label], {"direction": PULS[label]}


def bus(name: str, dice: random.Random) -> tuple[list[str], Ballot]:
    if dice.random() < 0.6:
        days = dice.randint(1, 7)
        lines = ["Ja", f"Linie {name}", str(days)]
        ballot: Ballot = {"rides": "yes", "line": f"Linie {name}", "days": days}
    elif dice.random() < 0.5:
        lines, ballot = ["Nein", "1, 2"], {"rides": "no", "why_not": ["price", "time"]}
    else:
        lines, ballot = ["Nein", "überspringen"], {"rides": "no"}
    return [*lines, "überspringen", "absenden"], ballot
