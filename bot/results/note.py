"""How a result came about: what stands below every one, and nobody can leave out."""

from __future__ import annotations

from dialogs.answers.mixing import is_mixed
from dialogs.markup import words
from dialogs.surveys.reached import reached
from dialogs.texts import in_language, load

from .source import DayName, Source

R = load("result")
N = load("note")


def note(source: Source, languages: tuple[str, ...], day: DayName) -> tuple[str, ...]:
    """Who asked whom, when and how (C9); `day` writes a date in words."""
    survey, language = source.survey, languages[0].split("-")[0]
    begin = day(source.published, language) if source.published else ""
    end = day(source.closed, language) if source.closed else ""
    # The sentence has a full stop of its own, and many names end with one: e. V.
    asker = (in_language(survey.asker, languages) or source.operator).removesuffix(".")
    funder = in_language(survey.funder, languages).removesuffix(".")
    lines = [N["asker"].fill(languages, asker=asker)]
    if funder:
        lines.append(N["funder"].fill(languages, funder=funder))
    lines += [
        N[_period(begin, end)].fill(languages, begin=begin, end=end),
        N["wording"].fill(languages, version=survey.version),
        *[N["mixed"].fill(languages)] * any(is_mixed(q.answer) for q in survey.questions),
        N["channel"].fill(languages),
        *(
            N["reached"].fill(languages, who=reached(audience, earlier, languages[0]))
            for audience, earlier in source.reached
        ),
        N["counting"].fill(languages),
        N["duplicates"].fill(languages),
        # Nothing in the bot can take a ballot out but the person whose it is.
        N["removed"].fill(languages),
        N["limits"].fill(languages, k=source.k),
        N["representative"].fill(languages),
    ]
    if source.examples:
        lines.append(R["examples"].fill(languages, n=source.examples))
    return tuple(words(line) for line in lines)


def _period(begin: str, end: str) -> str:
    """The text that says when it was: of one day, from then to then, or still open."""
    if not end:
        return "period_open"
    return "period_day" if begin == end else "period"
