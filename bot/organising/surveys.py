"""What organisers see of their surveys: lists, drafts with what is wrong in them, what runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from dialogs.answers import Choice, Note
from dialogs.markup import Rich, glue, plain
from dialogs.organising.roles import Role
from dialogs.surveys import SHIPPED
from dialogs.surveys.checking import problems
from dialogs.surveys.survey import Question
from dialogs.texts import LANGUAGES, Text, chain, in_language, load, shortened
from dialogs.wording.finding import Kind
from storage.drafts import Owned

from ..asked import Asked, Fact
from ..reaching import routes_known
from ..results.rendering import as_text
from ..results.result import result, shown_of
from ..results.sources import source
from ..viewing.facts import views
from .drafts import hints, page, title
from .following import waits
from .moderating import readable
from .preview import previews
from .received import fresh_ending
from .rights import groups, numbered, owned, part
from .wording import noticed, spoken_names

W, P = load("writing"), load("publishing")
KIND_NAMES = load("kinds")


def _all(asked: Asked) -> Iterable[Owned]:
    for association in groups(asked):
        yield from asked.store.drafts.of(association.id)


def _own_surveys(asked: Asked, of: str) -> tuple[Choice, ...]:
    mine = part(asked, of)
    found = [
        Choice(f"{'draft' if one.state == 'draft' else 'manage'}:{one.survey.id}", _entry(one))
        for one in asked.store.drafts.of(of)
        if one.state != "draft" or mine.role.may(Role.ORGANISER)
    ]
    if mine.role.may(Role.ORGANISER):
        found.append(Choice(f"write:{of}", W["new"].by_language))
    return tuple(found)


def _entry(one: Owned) -> Text:
    return {
        language: template.format(title=shortened(in_language(title(one), chain(language)), 40))
        for language, template in W[f"entry_{one.state}"].by_language.items()
    }


def _all_drafts(asked: Asked, of: str) -> tuple[Choice, ...]:
    return tuple(Choice(o.survey.id, title(o)) for o in _all(asked) if o.state != "closed")


def _all_published(asked: Asked, of: str) -> tuple[Choice, ...]:
    return tuple(Choice(o.survey.id, title(o)) for o in _all(asked) if o.state != "draft")


def _all_own(asked: Asked, of: str) -> tuple[Choice, ...]:
    return tuple(Choice(o.survey.id, title(o)) for o in _all(asked))


def _sources(asked: Asked, of: str) -> tuple[Choice, ...]:
    """What a new survey can begin with: nothing, a template, or an earlier one of the group."""
    part(asked, of, Role.ORGANISER)
    templates = [Choice(f"+{name}", W[f"template_{name}"].by_language) for name in SHIPPED]
    earlier = [Choice(one.survey.id, title(one)) for one in asked.store.drafts.of(of)]
    first = (Choice(name, W[name].by_language) for name in ("blank", "file"))
    return (*first, *templates, *earlier)


def _draft(asked: Asked, of: str) -> Mapping[str, Rich]:
    return {"draft": page(owned(asked, of), asked.language)}


def _draft_entries(asked: Asked, of: str) -> tuple[Choice, ...]:
    one = owned(asked, of)
    flows = ["add", "questions", "texts", "setup", "preview", "publish", "as_file"]
    if not one.survey.questions:
        flows = ["add", "texts", "setup", "as_file"]
    return tuple(Choice(f"{flow}:{of}", W[f"{flow}_entry"].by_language) for flow in flows)


def _questions(asked: Asked, of: str) -> tuple[Choice, ...]:
    one = owned(asked, of)
    return tuple(
        Choice(f"question:{of}.{number}", _labelled(question, number))
        for number, question in enumerate(one.survey.questions)
    )


def _labelled(question: Question, number: int) -> Text:
    texts = {language: in_language(question.text, chain(language)) for language in LANGUAGES}
    return {language: f"{number + 1}. {shortened(text, 40)}" for language, text in texts.items()}


def _all_questions(asked: Asked, of: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(f"{one.survey.id}.{number}", _labelled(question, number))
        for one in _all(asked)
        if one.state != "closed"
        for number, question in enumerate(one.survey.questions)
    )


def _question_page(asked: Asked, of: str) -> Mapping[str, Any]:
    one, number = numbered(asked, of)
    languages, question = chain(asked.language), one.survey.questions[number]
    lines = [plain(f"{LANGUAGES[language]}: {words}") for language, words in question.text.items()]
    lines += [
        plain(f"– {in_language(choice.label, languages)}")
        for choice in getattr(question.answer, "choices", ())
    ]
    marks = [
        W[name].raw(languages)
        for name, holds in (
            ("is_optional", question.optional),
            ("is_mixed", getattr(question.answer, "order", "") == "random"),
            ("is_sensitive", question.flag == "sensitive"),
        )
        if holds
    ]
    return {"number": number + 1, "text": glue([*lines, *map(plain, marks)], "\n")}


def _question_choices(asked: Asked, of: str) -> tuple[Choice, ...]:
    one, number = numbered(asked, of)
    question = one.survey.questions[number]
    names = ["text", "simple", "english", "hint"]
    if getattr(question.answer, "choices", ()):
        names += ["choices", "mixed"]
    if not isinstance(question.answer, Note):
        names += ["optional", "sensitive"]
    if number:
        names.append("up")
    return tuple(Choice(n, W[f"change_{n}"].by_language) for n in (*names, "remove"))


def _draft_of(asked: Asked, of: str) -> str:
    return f"draft:{of.rpartition('.')[0]}"


def _fresh_ending(asked: Asked, of: str) -> str:
    return fresh_ending()


def _settings(asked: Asked, of: str) -> Mapping[str, str]:
    one, languages = owned(asked, of), chain(asked.language)
    return {
        "ends": _last_day(asked, one),
        "results": W[one.survey.results].raw(languages),
        "anonymity": W[one.survey.anonymity].raw(languages),
    }


def _preview(asked: Asked, of: str) -> Mapping[str, Rich]:
    one = owned(asked, of, Role.HELPER)
    return previews(one.survey, asked)


def _publishing(asked: Asked, of: str) -> Mapping[str, Rich]:
    one, languages = owned(asked, of), chain(asked.language)
    lines = hints(one.survey, asked.language)
    return {"hints": glue(lines, "\n") if lines else W["no_hints"].fill(languages)}


def _publish_choices(asked: Asked, of: str) -> tuple[Choice, ...]:
    faulty = any(not problem.warning for problem in problems(owned(asked, of).survey))
    names = ("no",) if faulty else ("yes", "no")
    return tuple(Choice(name, P[f"publish_{name}"].by_language) for name in names)


def _manage(asked: Asked, of: str) -> Mapping[str, Any]:
    one, languages = owned(asked, of, Role.HELPER), chain(asked.language)
    standing = asked.store.surveys.standing(of)
    taken = shown_of(source(asked.store, of, asked.operator), languages).tally.participants
    return {
        "title": in_language(title(one), languages),
        "state": P[f"state_{one.state}"].raw(languages),
        "code": standing.code,
        "number": taken,
        "ends": _last_day(asked, one),
    }


def _last_day(asked: Asked, one: Owned) -> str:
    if one.ends is None:
        return W["open_end"].raw(chain(asked.language))
    return asked.day(one.ends - timedelta(seconds=1), asked.language)


def _manage_entries(asked: Asked, of: str) -> tuple[Choice, ...]:
    one = owned(asked, of, Role.HELPER)
    flows = ["result", "links"]
    if one.state == "open":
        flows += ["ends", "draft", "close"]
    elif waits(asked, of):
        flows.insert(0, "following")
    if one.state == "closed" and asked.store.surveys.secret(of) is None:
        flows += ["words"] * bool(readable(asked, of))
        flows += ["release"] * part(asked, one.association).role.may(Role.ADMIN)
    flows += ["dashboard", *["posters"] * bool(asked.store.posters.of(of)), "as_file"]
    if one.state == "open" and part(asked, one.association).role.may(Role.ORGANISER):
        flows.append("announce")
    entries = [Choice(f"{flow}:{of}", P[f"{flow}_entry"].by_language) for flow in flows]
    return (*entries, *views(asked, of))


def _own_result(asked: Asked, of: str) -> Rich:
    owned(asked, of, Role.HELPER)
    shown = [
        source(asked.store, of, asked.operator, version)
        for version in asked.store.surveys.versions(of)
    ]
    told = [one for one in shown if one.tallies.released.participants] or shown[:1]
    return glue(as_text(result(one, asked.language, asked.day), asked.language) for one in told)


def _links(asked: Asked, of: str) -> Mapping[str, Any]:
    owned(asked, of, Role.HELPER)
    code, languages = asked.store.surveys.standing(of).code, chain(asked.language)
    told = [
        P[f"link_{route.how}"].fill(languages, platform=route.platform, link=route.url)
        for route in routes_known(asked.store, f"survey_{of}")
    ]
    return {"code": code, "ways": glue(told, "\n")}


def _noticed(spoken: str, kind: Kind) -> Fact:
    """Of what somebody has typed as a text in that language."""
    return lambda asked, of: noticed(of, spoken, kind, asked.language)


FACTS: dict[str, Fact] = {
    **{f"noticed_{name}": _noticed(tag, "question") for name, tag in spoken_names().items()},
    "noticed_opening": _noticed("de", "message"),
    "own_surveys": _own_surveys,
    "all_drafts": _all_drafts,
    "all_published": _all_published,
    "all_own": _all_own,
    "sources": _sources,
    "draft": _draft,
    "draft_entries": _draft_entries,
    "questions": _questions,
    "all_questions": _all_questions,
    "question": _question_page,
    "question_choices": _question_choices,
    "draft_of": _draft_of,
    "fresh_ending": _fresh_ending,
    "settings": _settings,
    "preview": _preview,
    "publishing": _publishing,
    "publish_choices": _publish_choices,
    "manage": _manage,
    "manage_entries": _manage_entries,
    "own_result": _own_result,
    "links": _links,
}
