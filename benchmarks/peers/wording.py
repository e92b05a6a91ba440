"""What all peers say: the German wording of the shipped survey and of our bot."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

DIALOGS = Path(__file__).parents[2] / "dialogs"
SURVEY: dict[str, Any] = json.loads((DIALOGS / "surveys/erwartungen.json").read_text("utf-8"))
TEXTS: dict[str, Any] = tomllib.loads(
    (DIALOGS / "texts/de.toml").read_text("utf-8").replace("**", "")
)
DISTRICTS = [
    "Leipzig (Stadt)", "Leipzig (Landkreis)", "Nordsachsen", "Halle (Saale)",
    "Anhalt-Bitterfeld", "Burgenlandkreis", "Mansfeld-Südharz", "Saalekreis", "Altenburger Land",
]  # fmt: skip

TITLE: str = SURVEY["title"]["de"]
QUESTIONS: dict[str, dict[str, Any]] = {one["id"]: one for one in SURVEY["questions"]}
HELLO = f"{TEXTS['engine']['hello']}\n\n{TEXTS['consent']['surveys']}"
CONSENT = [TEXTS["consent"]["yes"], TEXTS["consent"]["no"], TEXTS["consent"]["more"]]
_LENGTH = TEXTS["survey"]["length"].format(questions=len(QUESTIONS), minutes=SURVEY["minutes"])
OPENING = TEXTS["survey"]["opening"].format(
    title=TITLE,
    why=SURVEY["opening"]["de"],
    asker="(noch nicht eingetragen)",
    length=_LENGTH,
    use=SURVEY["use"]["de"],
    change=TEXTS["survey"]["change"],
)
JOIN = [TEXTS["survey"]["join"], TEXTS["survey"]["later"]]
SEND = [TEXTS["review"]["send"], TEXTS["review"]["edit"], TEXTS["review"]["discard"]]
THANKS: str = TEXTS["survey"]["thanks"]
MAY_WRITE = f"{THANKS}\n\n{TEXTS['consent']['contact']}"
WRITE = [TEXTS["consent"]["contact_yes"], TEXTS["consent"]["contact_no"]]
NOTED: str = TEXTS["consent"]["contact_refused"]
MENU: str = TEXTS["menu"]["ask"]
CHOICES = [TITLE, TEXTS["menu"]["settings"], TEXTS["menu"]["help"]]
UNCLEAR: str = TEXTS["unclear"]["want_pick"]
CONTROLS = ["Zurück", "Überspringen", "Pause", "Abbrechen", "Hilfe", "Stopp"]


def asked(answers: dict[str, str]) -> list[str]:
    """The questions somebody with these answers is asked, in order."""
    wanted = [name for name, question in QUESTIONS.items() if _applies(question, answers)]
    return wanted if "field" in answers else list(QUESTIONS)


def _applies(question: dict[str, Any], answers: dict[str, str]) -> bool:
    when = question.get("when")
    if when is None:
        return True
    choices = QUESTIONS[when["question"]]["answer"]["choices"]
    labels = [one["label"]["de"] for one in choices if one["value"] in when["values"]]
    return answers.get(when["question"]) in labels


def following(question: str, answers: dict[str, str]) -> str | None:
    """The question after this one, or None for the review."""
    rest = asked(answers)
    place = rest.index(question) + 1
    return rest[place] if place < len(rest) else None


def ask(question: str, answers: dict[str, str]) -> str:
    order = asked(answers)
    number = TEXTS["engine"]["progress"].format(number=order.index(question) + 1, of=len(order))
    hint = QUESTIONS[question].get("hint", {}).get("de", "")
    if QUESTIONS[question]["answer"]["type"] == "place":
        hint = TEXTS["ask"]["place_how"]
    return f"{number}\n{QUESTIONS[question]['text']['de']}\n{hint}".rstrip()


def labels(question: str) -> list[str]:
    """What can be chosen; nothing where people write."""
    answer = QUESTIONS[question]["answer"]
    match answer["type"]:
        case "scale":
            least, most = answer["least"], answer["most"]
            middle = [str(number) for number in range(least + 1, most)]
            ends = answer["least_label"]["de"], answer["most_label"]["de"]
            return [f"{least} – {ends[0]}", *middle, f"{most} – {ends[1]}"]
        case "place":
            return DISTRICTS
        case "pick" | "pick_many":
            return [choice["label"]["de"] for choice in answer["choices"]]
    return []


def fits(question: str, said: str) -> bool:
    longest = QUESTIONS[question]["answer"].get("longest", 100)
    return said in labels(question) if labels(question) else len(said) <= longest


def review(answers: dict[str, str]) -> str:
    lines = [
        f"{number}. {QUESTIONS[name]['text']['de'][:40]}… {answers.get(name, 'übersprungen')}"
        for number, name in enumerate(asked(answers), 1)
    ]
    return "\n".join([TEXTS["review"]["intro"], *lines, TEXTS["review"]["outro"]])
