"""Why something of a calendar cannot be read: values, said in the language of whoever asks."""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct

from ..markup import words
from ..texts import chain, load

Name = Literal[
    # Of an address, or of what answers there.
    "no_address",
    "other_scheme",
    "with_password",
    "port",
    "private_address",
    "private_name",
    "slow_server",
    "unreachable",
    "in_circles",
    "status",
    # Of all that was read.
    "too_large",
    "too_long",
    "not_now",
    "no_json",
    "no_list",
    "no_calendar",
    "own_entities",
    "no_feed",
    "unreadable_feed",
    "no_table",
    "endless_cell",
    "too_wide",
    "column_twice",
    "column_missing",
    "column_unknown",
    "too_many",
    "out_of_time",
    # Of one entry.
    "no_title_or_start",
    "no_start",
    "odd_start",
    "untitled",
    "no_time_or_link",
    "private",
    "unreadable",
    "odd_property",
    "odd_zone",
    "too_many_of_one",
    "too_many_days",
    "too_many_rules",
    "each_second",
    "each_minute",
    "other_calendar",
    "odd_rule",
    "too_old_rule",
    "too_often",
    "odd_hours",
    "never",
    # Of what may be a consultation.
    "stays_news",
    "stays_event",
    "unlinked",
    "plain_task",
    "no_due",
    # Of one cell.
    "over",
    "empty",
    "too_long_cell",
    "odd_when",
    "odd_weekday",
    "no_such_hour",
    "no_such_day",
    "too_far",
    "backwards",
    "no_day",
    "no_last_day",
    "no_link",
    "odd_link",
    "elsewhere",
    "none_of",
    "odd_number",
    # Of several.
    "more",
    "older",
]
"""`more`: how many others there are; `older`: a sentence that an earlier version has kept."""
Spot = Literal["row", "cell", "column", "line", "entry", "event", "entitled", "rest"]
SAID = 60
"""Most characters of somebody else's words in a reason."""
NAMES: tuple[Name, ...] = get_args(Name)
SPOTS: tuple[Spot, ...] = get_args(Spot)


class Where(Struct, frozen=True, omit_defaults=True):
    """Where in a calendar: `said` is the column or the title that stands there."""

    spot: Spot
    number: int = 0
    said: str = ""


class Reason(Struct, frozen=True, omit_defaults=True):
    """`number` and `said` are put into its text; `among` are the words that would do."""

    name: Name
    number: int = 0
    said: str = ""
    among: str = ""
    where: Where | None = None


class Unread(Exception):
    """Nothing can be read, for these reasons; as a text it is no more than their names."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__(", ".join(reason.name for reason in reasons))
        self.reasons = reasons


def few(reasons: tuple[Reason, ...], most: int) -> tuple[Reason, ...]:
    """The first so many, and how many more there are."""
    if len(reasons) <= most + 1:
        return reasons
    left = sum(one.number if one.name == "more" else 1 for one in reasons[most:])
    return (*reasons[:most], Reason("more", left))


def in_words(reason: Reason, language: str) -> str:
    """A reason in words, after the place that it is about."""
    languages = chain(language)
    text = load("reasons")[reason.name]
    why = words(text.fill(languages, number=reason.number, said=reason.said, among=reason.among))
    if (at := reason.where) is None:
        return why
    said = at.said or load("spots")["untitled"].raw(languages)
    where = load("spots")[at.spot].fill(languages, number=at.number, said=said)
    return f"{words(where)}: {why}"


def all_in_words(reasons: tuple[Reason, ...], language: str) -> str:
    """Reasons in words, one a line."""
    return "\n".join(in_words(reason, language) for reason in reasons)
