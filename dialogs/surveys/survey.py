"""Surveys: what an organiser writes, made into a flow with our own opening, review and thanks."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from ..answers import Answer, Note
from ..answers.pick import Pick
from ..conditions import Condition, Is
from ..consenting import CONSENT, WITHOUT
from ..engine.course import JOIN, OPENING
from ..engine.progress import total
from ..flow import END, Ask, Begin, Do, Flow, Go, Review, Say, Step, choices
from ..texts import Template, Text, load

T = load("survey")
SECONDS = 20
"""What a question takes, where the author says nothing else."""

Name = Annotated[str, Meta(pattern=r"\A[a-z0-9-]{1,40}\Z")]
Flag = Literal["harmless", "opinion", "sensitive"]


class Question(Struct, frozen=True, forbid_unknown_fields=True):
    """One question, or a note; `flag` says how delicate its answers are (GDPR, Art. 9)."""

    id: Annotated[str, Meta(pattern=r"\A[a-z0-9_-]{1,40}\Z")]
    text: Text
    answer: Answer
    optional: bool = False
    when: Condition | None = None
    hint: Text = {}
    constraint: Condition | None = None
    constraint_text: Text = {}
    flag: Flag = "opinion"


class Survey(Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked, by whom, what for, and who may see the results when.

    `asker` and `use` stand in the opening; without them it names the operator and says what
    `results` means. In the mode `unlinkable` the tie between person and ballot is destroyed at
    the close; `pseudonymous` keeps it for up to 30 days more.
    """

    id: Name
    questions: tuple[Question, ...]
    opening: Text
    version: Annotated[int, Meta(ge=1)] = 1
    title: Text = {}
    asker: Text = {}
    funder: Text = {}
    use: Text = {}
    minutes: Annotated[int, Meta(ge=1, le=120)] | None = None
    anonymity: Literal["unlinkable", "pseudonymous"] = "unlinkable"
    results: Literal["public", "after_close", "organisers"] = "public"

    @property
    def heading(self) -> Text:
        """The title; where nobody has given one, the id."""
        return self.title or {"de": self.id}


def flow(survey: Survey) -> Flow:
    """The survey between consent, opening, review, ballot and thanks."""
    id = f"survey:{survey.id}"
    lines = tuple(_line(question) for question in survey.questions)
    questions = tuple(line for line in lines if isinstance(line, Ask))
    review: tuple[Step, ...] = ()
    if len(questions) > 1:
        review = (Review("review", go=(Go("discarded", Is("review", ("discard",))),)),)
    steps: tuple[Step, ...] = (
        *CONSENT,
        Ask(
            OPENING,
            T["opening"],
            Pick(choices(T, JOIN, "later")),
            texts=opening(survey, questions),
            go=(Go("not_now", Is(OPENING, ("later",))),),
        ),
        *lines,
        *review,
        Do("cast", "cast_ballot"),
        Say("thanks", T["thanks"]),
        Begin("contact", flow="contact"),
        Say("not_now", T["not_now"], go=(Go(END),)),
        Say("discarded", T["discarded"], go=(Go(END),)),
        *WITHOUT,
    )
    title = survey.heading
    return Flow(id, steps, survey.version, title, "surveys", survey.id, stays=True)


def _line(question: Question) -> Ask | Say:
    if not isinstance(question.answer, Note):
        return _asked(question)
    name = "note_hint" if question.hint else "note"
    texts = {"text": question.text, "hint": question.hint}
    return Say(question.id, T[name], texts=texts, when=question.when, once=True)


def _asked(question: Question) -> Ask:
    return Ask(
        question.id,
        question.text,
        question.answer,
        optional=question.optional,
        when=question.when,
        counted=True,
        hint=question.hint,
        constraint=question.constraint,
        constraint_text=question.constraint_text,
    )


def opening(survey: Survey, questions: tuple[Ask, ...] | None = None) -> dict[str, Text]:
    """The facts that stand at the start (requirement A3), by the names that the text uses."""
    longest = longest_way(survey, questions)
    minutes = survey.minutes or max(1, round(longest * SECONDS / 60))
    texts: dict[str, Text] = {
        "title": survey.heading,
        "why": survey.opening,
        "use": survey.use or T[f"use_{survey.results}"].by_language,
        "length": _filled(_length(longest, minutes), longest, minutes),
        "change": T["change"].by_language,
    }
    if survey.asker:
        texts["asker"] = survey.asker
    return texts


def longest_way(survey: Survey, questions: tuple[Ask, ...] | None = None) -> int:
    """How many questions a person is asked at most."""
    asked = questions or tuple(
        _asked(question) for question in survey.questions if not isinstance(question.answer, Note)
    )
    if not asked:
        return 0
    return total(Flow(survey.id, asked), {}, asked[0].id)[1]


def _length(questions: int, minutes: int) -> str:
    if questions == 1:
        return "length_one"
    return "length" if minutes > 1 else "length_short"


def _filled(name: str, questions: int, minutes: int) -> Text:
    template: Template = T[name]
    return {
        language: words.format(questions=questions, minutes=minutes)
        for language, words in template.by_language.items()
    }
