"""An idea in words: as its page says it, and as news of it do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, time

from dialogs.answers import Where
from dialogs.markup import Rich, glue, plain
from dialogs.texts import chain, load, shortened
from storage.idea import Idea
from storage.idea_handling import Change
from storage.idea_points import EXACT, ROUGH, Point

T, S, R, TOPICS = map(load, ("ideas", "idea_states", "idea_rules", "idea_topics"))
PLACE = Where(level="municipality")
Day = Callable[[datetime, str], str]


def told(  # noqa: PLR0913, PLR0917 - all that a page tells
    idea: Idea,
    history: Sequence[Change],
    own: bool,
    language: str,
    day: Day,
    appealed: str = "",
) -> Rich:
    """All that may be known of an idea; its giver also learns what others may not."""
    languages = chain(language)
    lines = [T["head"].fill(languages, number=idea.number), plain(words(idea, language))]
    if idea.region:
        place = PLACE.words(idea.region, languages)
        lines.append(T["place"].fill(languages, place=place))
    lines.append(T["topic_line"].fill(languages, topic=TOPICS[idea.topic].raw(languages)))
    if own and idea.publication == "waiting":
        lines.append(T["waiting"].fill(languages))
    elif own and idea.publication == "rejected":
        lines.append(T["rejected"].fill(languages, rule=R[idea.rule].raw(languages)))
        lines += [T[f"appeal_{appealed}"].fill(languages)] if appealed else []
    else:
        lines += _standing(idea, history, language, day)
    return glue(lines, "\n")


def _standing(idea: Idea, history: Sequence[Change], language: str, day: Day) -> Iterator[Rich]:
    """How far it is, who is behind it, and what was answered last."""
    languages = chain(language)
    said = [change for change in history if change.kind in ("state", "answer")]
    since = [change.at for change in said if change.kind == "state"]
    stated = state(idea.state, idea.whom, language)
    if since:
        yield T["since"].fill(languages, state=stated, day=day(since[-1], language))
    else:
        yield T["state_line"].fill(languages, state=stated)
    if idea.due:
        until = datetime.combine(idea.due, time(12), UTC)
        yield T["until"].fill(languages, day=day(until, language))
    yield T["behind"].fill(languages, behind=idea.behind)
    for change in said[-1:]:
        if change.words:
            answered = day(change.at, language)
            yield T["answer"].fill(languages, day=answered, words=change.words)


def pointed(point: Point, language: str) -> Rich:
    """Where exactly, as far as everybody may know."""
    return T["point_line"].fill(chain(language), link=on_map(point))


def on_map(point: Point) -> str:
    """An address that shows a point on a map."""
    lat, lon = degrees(point)
    return f"https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=17/{lat}/{lon}"


def degrees(point: Point) -> tuple[str, str]:
    """As exact as it is stored."""
    decimals = ROUGH if point.shown else EXACT
    return f"{point.lat:.{decimals}f}", f"{point.lon:.{decimals}f}"


def words(idea: Idea, language: str) -> str:
    """What it says; where it was only shown or spoken, that."""
    return idea.words or T["only_file"].raw(chain(language))


def state(state: str, whom: str, language: str) -> Rich:
    languages = chain(language)
    if state == "passed_on" and whom:
        return S["passed_on_to"].fill(languages, whom=whom)
    return S[state].fill(languages)


def listed(number: int, words: str, longest: int = 30) -> str:
    """An idea on a button."""
    return shortened(f"#{number} {words}".strip(), longest)
