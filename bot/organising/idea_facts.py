"""What organisers see of ideas: queues, one idea with all that helps to decide, and its files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from dialogs.answers import Choice
from dialogs.ideas.flags import flags
from dialogs.ideas.narrowing import narrowed
from dialogs.markup import Rich, glue, plain
from dialogs.messages import File
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.texts import chain, load, shortened
from dialogs.world import Barred
from storage.idea import Idea, NoIdea
from storage.organisers import Organiser
from storage.store import Store

from ..asked import Asked, Fact
from ..ideas.files import files_of
from ..ideas.telling import listed, on_map, told, words
from .idea_months import drafts, month_choices
from .rights import Acting, part, parts

T, FLAGS, RULES = load("idea_desk"), load("idea_flags"), load("idea_rules")
_MOST = 18
_SHORT = 80
QUEUES = ("waiting", "appeals", "reports", "unanswered", "points", "published", "months")


class AtHand(NamedTuple):
    """An idea and the organiser who handles it, for an association."""

    idea: Idea
    organiser: Organiser
    association: str


def at_hand(acting: Acting, store: Store, of: str) -> AtHand:
    """`association.number`, if this person may handle that; raises Barred."""
    association, _, number = of.rpartition(".")
    organiser = part(acting, association, Role.ORGANISER)
    try:
        idea = store.ideas.get(int(number))
    except (NoIdea, ValueError, OverflowError):
        raise Barred("no_idea") from None
    if not is_theirs(idea, association):
        raise Barred
    return AtHand(idea, organiser, association)


def is_theirs(idea: Idea, association: str) -> bool:
    """Whether an association may handle an idea: one that nobody has taken on, or its own."""
    return association == EVERYBODY or idea.association in (None, association)


def _queued(asked: Asked, association: str) -> Mapping[str, Sequence[Idea]]:
    store = asked.store
    theirs = {i.number: i for i in store.ideas.all() if is_theirs(i, association)}
    published = [i for i in theirs.values() if i.publication == "published"]
    unanswered = store.handling.unanswered(asked.now)
    return {
        "waiting": [i for i in theirs.values() if i.publication == "waiting"],
        "appeals": [theirs[a.idea] for a in store.handling.appeals() if a.idea in theirs],
        "reports": [i for i in published if i.number in store.ideas.reports()],
        "unanswered": [theirs[number] for number in unanswered if number in theirs],
        "points": [theirs[number] for number in sorted(store.idea_points.asked() & theirs.keys())],
        "published": published[::-1],
    }


def _queues(asked: Asked, of: str) -> tuple[Choice, ...]:
    part(asked, of, Role.ORGANISER)
    queued, months = _queued(asked, of), drafts(asked.store, of)
    return tuple(
        Choice(
            f"{name}.{of}",
            {
                tag: text.format(number=len(queued.get(name, months)))
                for tag, text in T[name].by_language.items()
            },
        )
        for name in QUEUES
    )


def _queue(asked: Asked, of: str) -> tuple[Choice, ...]:
    queue, _, filters = of.partition("|")
    name, _, association = queue.partition(".")
    part(asked, association, Role.ORGANISER)
    if name == "months":
        return month_choices(asked, association)
    wanted, all_ = narrowed(filters), _queued(asked, association).get(name, ())
    found = [i for i in all_ if wanted.fits(i.topic, i.state, i.region)][:_MOST]
    narrow = Choice(f"narrow_ideas:{queue}", T["narrow"].by_language)
    return (*[narrow] * (not filters and len(all_) > 1), *_to_handle(asked, association, found))


def _to_handle(asked: Asked, association: str, found: Sequence[Idea]) -> Iterator[Choice]:
    return (
        Choice(
            f"handle_idea:{association}.{idea.number}",
            {"de": listed(idea.number, words(idea, asked.language))},
        )
        for idea in found
    )


def _handled(asked: Asked, of: str) -> Mapping[str, Any]:
    idea = at_hand(asked, asked.store, of).idea
    history = asked.store.handling.history(idea.number)
    page = told(idea, history, own=False, language=asked.language, day=asked.day)
    return {"idea": glue((page, glue(_helpful(asked, idea), "\n")))}


def _helpful(asked: Asked, idea: Idea) -> Iterator[Rich]:
    """What helps to decide about an idea."""
    languages, store = chain(asked.language), asked.store
    if found := flags(idea.words):
        names = ", ".join(FLAGS[name].raw(languages) for name in found)
        yield T["flagged"].fill(languages, flags=names)
    if idea.rule:
        yield T["asked_by"].fill(languages, rule=RULES[idea.rule].raw(languages))
    if any(appeal.idea == idea.number for appeal in store.handling.appeals()):
        yield T["appealed"].fill(languages)
    if number := store.ideas.reports().get(idea.number):
        yield T["reported"].fill(languages, number=number)
    if any(store.news.verdicts(idea.number)):
        yes, no = store.news.verdicts(idea.number)
        yield T["verdicts"].fill(languages, yes=yes, no=no)
    if any(store.files.content(name) is None for name in store.files.of_idea(idea.number)):
        yield T["not_fetched"].fill(languages)
    if point := store.idea_points.of(idea.number):
        name = "point_seen" if point.shown else "point_asked"
        yield T[name].fill(languages, link=on_map(point))
    if idea.publication == "waiting" and (alike := _alike(asked, idea)):
        yield T["alike"].fill(languages, ideas=glue(alike, "\n"))


def _alike(asked: Asked, idea: Idea) -> list[Rich]:
    shelf = asked.catalogue.shelf.of(asked.store)
    found = [like.id for like in shelf.alike(idea.words, idea.region, most=4)]
    said = asked.store.ideas.words([number for number in found if number != idea.number][:3])
    return [plain(f"#{number} {shortened(text, _SHORT)}") for number, text in said.items()]


def _merge_targets(asked: Asked, of: str) -> Mapping[str, Any]:
    alike = _alike(asked, at_hand(asked, asked.store, of).idea)
    return {"ideas": glue(alike, "\n") if alike else plain("–")}


def _files(asked: Asked, of: str) -> tuple[File, ...]:
    number = at_hand(asked, asked.store, of).idea.number
    return files_of(asked.store, number, T["file"].raw(chain(asked.language)))


def _choices(asked: Asked, of: str) -> tuple[Choice, ...]:
    idea = at_hand(asked, asked.store, of).idea
    match idea.publication:
        case "waiting":
            names: tuple[str, ...] = ("release", "wording", "rule", "into")
        case "rejected":
            names = ("release", "wording", "rule")
        case "published":
            names = ("state", "reply", "sheet", "into", "rule")
        case _:
            names = ()
    point = asked.store.idea_points.of(idea.number)
    if point:
        names = (*names, *["point_ok"] * (not point.shown), "point_home")
    return tuple(Choice(name, T[name].by_language) for name in (*names, "back"))


def _at_hand(asked: Asked, of: str) -> tuple[Choice, ...]:
    """Nothing: an idea is chosen from a queue."""
    return ()


def _first_idea_desk(asked: Asked, of: str) -> str:
    own = [one.association for one in parts(asked) if one.role.may(Role.ORGANISER)]
    return f"idea_desk:{own[0]}" if len(own) == 1 else "idea_desk"


FACTS: dict[str, Fact] = {
    "idea_queues": _queues,
    "idea_queue": _queue,
    "handled_idea": _handled,
    "handled_files": _files,
    "handling_choices": _choices,
    "merge_targets": _merge_targets,
    "ideas_at_hand": _at_hand,
    "first_idea_desk": _first_idea_desk,
}
