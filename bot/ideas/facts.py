"""What the dialogs of ideas ask to know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dialogs.answers import Choice
from dialogs.ideas.likeness import Like
from dialogs.ideas.narrowing import narrowed
from dialogs.ideas.topics import by_fit
from dialogs.markup import glue, plain
from dialogs.messages import File
from dialogs.places import regions
from dialogs.places.points import distance
from dialogs.surveys.reached import place
from dialogs.texts import LANGUAGES, chain, load, shortened
from dialogs.world import Barred
from storage.idea import Idea, NoIdea, Shown
from storage.idea_months import NoMonth

from ..asked import Asked, Fact
from ..reaching import routes_known
from .files import files_of
from .months import month_name
from .months import told as month_told
from .telling import T, listed, pointed, told, words

_MOST = 18
"""Ideas in a list: three pages."""
_SHORT = 90
"""Characters of an idea where several are shown at once."""
GONE = "no_idea"
NAMES = load("idea_topics")


def _topics(asked: Asked, of: str) -> tuple[Choice, ...]:
    return tuple(Choice(topic, NAMES[topic].by_language) for topic in by_fit(_words(asked)))


def _alike(asked: Asked) -> list[Like]:
    """Published ideas that come near to the one being handed in; not those of the same person."""
    text, place = _words(asked), _draft(asked).get("place") or ""
    if not text:
        return []
    found = asked.catalogue.shelf.of(asked.store).alike(text, place)
    who = asked.chat.participant
    return [like for like in found if not asked.store.ideas.is_behind(like.id, who)]


def _ideas_alike(asked: Asked, of: str) -> tuple[Choice, ...]:
    numbers = [like.id for like in _alike(asked)]
    return (
        *(_numbered_choice(number, "join") for number in numbers),
        Choice("new", T["new"].by_language),
    )


def _alike_told(asked: Asked, of: str) -> Mapping[str, Any]:
    said = asked.store.ideas.words([like.id for like in _alike(asked)])
    lines = [plain(f"#{number} {shortened(text, _SHORT)}") for number, text in said.items()]
    return {"ideas": glue(lines, "\n")}


def _shown_to(asked: Asked, of: str) -> tuple[Idea, bool]:
    """An idea that this person may see, and whether it is their own; raises Barred."""
    try:
        idea = asked.store.ideas.get(int(of))
        own = idea.giver == asked.chat.participant
        if idea.publication == "merged" and idea.merged_into is not None:
            return asked.store.ideas.get(idea.merged_into), own
    except (NoIdea, ValueError, OverflowError):
        raise Barred(GONE) from None
    if idea.publication != "published" and not own:
        raise Barred(GONE)
    return idea, own


def _idea(asked: Asked, of: str) -> Mapping[str, Any]:
    idea, own = _shown_to(asked, of)
    history = asked.store.handling.history(idea.number)
    appealed = asked.store.handling.appealed(idea.number)
    parts = [told(idea, history, own, asked.language, asked.day, appealed)]
    if point := asked.store.idea_points.shown(idea.number):
        parts.append(pointed(point, asked.language))
    if str(idea.number) != of:
        head = T["head"].fill(chain(asked.language), number=of)
        merged = T["merged"].fill(chain(asked.language), number=idea.number)
        parts.insert(0, glue((head, merged), "\n"))
    return {"idea": glue(parts)}


def _files(asked: Asked, of: str) -> tuple[File, ...]:
    """What belongs to it; an organiser has seen that before others do."""
    idea, _ = _shown_to(asked, of)
    return files_of(asked.store, idea.number, T["only_file"].raw(chain(asked.language)))


def _choices(asked: Asked, of: str) -> tuple[Choice, ...]:
    idea, own = _shown_to(asked, of)
    store, who = asked.store, asked.chat.participant
    names = []
    if idea.publication == "published":
        if store.ideas.is_behind(idea.number, who):
            asks = store.news.asked(idea.number) is not None and idea.state == "done"
            names += ["is_done", "is_not_done"] if asks else []
            names += [] if own else ["withdraw"]
        else:
            names.append("support")
        names += ["share"] if own else ["share", "report"]
    elif idea.publication == "rejected" and not store.handling.appealed(idea.number):
        names.append("appeal")
    if own and str(idea.number) == of:
        has_point = store.idea_points.of(idea.number) is not None
        names += ["point_away" if has_point else "point_button", "sure_button"]
    values = {
        **{"sure_button": "sure", "is_done": "yes", "is_not_done": "no"},
        **{"point_button": "point", "point_away": "unpoint"},
    }
    return tuple(Choice(values.get(n, n), T[n].by_language) for n in (*names, "list"))


def _link(asked: Asked, of: str) -> Mapping[str, Any]:
    idea, _ = _shown_to(asked, of)
    languages = chain(asked.language)
    told = [T["way_words"].fill(languages, number=idea.number)]
    told += [
        T["way_pressed"].fill(languages, platform=route.platform, link=route.url)
        for route in routes_known(asked.store, f"idea_{idea.number}")
        if route.how == "pressed"
    ]
    return {"ways": glue(told, "\n")}


def _by(asked: Asked, of: str) -> tuple[Choice, ...]:
    shown = asked.store.ideas.shown()
    if of == "most":
        shown = sorted(shown, key=lambda one: -one.behind)
    return _list(asked, shown)


def _near(asked: Asked, of: str) -> tuple[Choice, ...]:
    there = regions().get(of)

    def away(one: Shown) -> float:
        at = regions().get(one.region)
        if there is None or at is None:
            return 0 if there is None else 1000
        return 0 if at.within(of) else distance(at.lat, at.lon, there.lat, there.lon)

    return _list(asked, sorted(asked.store.ideas.shown(), key=away))


def _of(asked: Asked, of: str) -> tuple[Choice, ...]:
    return _list(asked, (one for one in asked.store.ideas.shown() if one.topic == of))


def _in(asked: Asked, of: str) -> tuple[Choice, ...]:
    return _list(asked, (one for one in asked.store.ideas.shown() if one.state == of))


def _fitting(asked: Asked, of: str) -> tuple[Choice, ...]:
    wanted = narrowed(of)
    shown = asked.store.ideas.shown()
    return _list(asked, (i for i in shown if wanted.fits(i.topic, i.state, i.region)))


def _list(asked: Asked, shown: Iterable[Shown]) -> tuple[Choice, ...]:
    numbers = [one.number for one in shown][:_MOST]
    said = asked.store.ideas.words(numbers)
    blank = T["only_file"].raw(chain(asked.language))
    return tuple(
        Choice(str(number), {"de": listed(number, said[number] or blank)}) for number in numbers
    )


def _mine(asked: Asked, of: str) -> tuple[Choice, ...]:
    who, store = asked.chat.participant, asked.store
    own = {idea.number: words(idea, asked.language) for idea in store.ideas.given(who)}
    said = own | store.ideas.words(store.ideas.supported(who))
    latest = sorted(said, reverse=True)[:_MOST]
    return tuple(Choice(str(number), {"de": listed(number, said[number])}) for number in latest)


def _none_shown(asked: Asked, of: str) -> bool:
    """Whether nobody can see an idea of this person."""
    given = asked.store.ideas.given(asked.chat.participant)
    return all(idea.publication != "published" for idea in given)


def _numbered_choice(number: int, name: str) -> Choice:
    label = {tag: text.format(number=number) for tag, text in T[name].by_language.items()}
    return Choice(str(number), label)


def _draft(asked: Asked) -> Mapping[str, Any]:
    """What has been answered of the idea being handed in, up to the turn before this one."""
    frames = [frame for frame in asked.chat.session.frames if frame.flow == "hand_in"]
    return frames[-1].answers if frames else {}


def _words(asked: Asked) -> str:
    answers = _draft(asked)
    return str((answers.get("idea") or {}).get("text") or answers.get("about") or "")


def _released_months(asked: Asked, of: str) -> tuple[Choice, ...]:
    """Everybody may read what was told of each place."""
    released = asked.store.idea_months.in_state("released", _MOST)
    return tuple(
        Choice(
            month.id,
            {
                language: f"{month_name(month, language)}: {place(month.region, language)}"
                for language in LANGUAGES
            },
        )
        for month in released
    )


def _released_month(asked: Asked, of: str) -> Mapping[str, Any]:
    try:
        month = asked.store.idea_months.get(of)
    except NoMonth:
        raise Barred(GONE) from None
    if month.state != "released":
        raise Barred(GONE)
    return {"told": month_told(month, asked.store.idea_months.items(of), asked.language)}


FACTS: dict[str, Fact] = {
    "released_months": _released_months,
    "released_month": _released_month,
    "idea_topics": _topics,
    "ideas_alike": _ideas_alike,
    "idea_is_new": lambda asked, of: not _alike(asked),
    "alike": _alike_told,
    "next_idea": lambda asked, of: str(asked.store.ideas.next_number()),
    "numbered": lambda asked, of: {"number": of},
    "idea": _idea,
    "idea_files": _files,
    "idea_choices": _choices,
    "idea_link": _link,
    "ideas_by": _by,
    "ideas_near": _near,
    "ideas_of": _of,
    "ideas_in": _in,
    "ideas_fitting": _fitting,
    "my_ideas": _mine,
    "no_ideas": _none_shown,
}
