"""Whatever anybody sends to whatever question is answered or refused, and is over at once."""

from __future__ import annotations

import typing

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.answers import (
    Acknowledge,
    Answer,
    Date,
    Draft,
    Kind,
    Note,
    Number,
    Photo,
    Pick,
    PickMany,
    Rank,
    Scale,
    Sentence,
    Unclear,
    Understood,
    Voice,
    Where,
)
from dialogs.messages import Heard, Media, MediaKind, Other, Place, Press, Words
from dialogs.texts import chain
from dialogs.understanding.cleaning import clean
from tests.dialogs.answers.saying import THINGS, UNCLEAR, asking, choices

OPTIONS = choices(a="Ja", b="Nein", c="Weiß nicht", d="3")
KINDS: tuple[Kind, ...] = (
    Sentence(longest=200),
    Pick(OPTIONS),
    PickMany(OPTIONS, most=2, alone=("c",)),
    Scale(0, 10, {"de": "nie"}, {"de": "immer"}),
    Rank(OPTIONS),
    Number({"de": "km"}, least=-5, most=500, decimals=1),
    Date(earliest="2026-01-01", latest="2028-12-31"),
    Photo(),
    Where(),
    Voice(),
    Acknowledge(),
)
HOSTILE = {
    "empty": "",
    "64 kB": "x" * 65_536,
    "64 kB of words": "ja " * 21_845,
    "64 kB of digits": "9" * 65_536,
    "64 kB of dates": "1.1." * 16_384,
    "64 kB of commas": "," * 65_536,
    "64 kB of lists": "1," * 32_768,
    "64 kB of emoji": "🙂" * 16_384,
    "64 kB of accents": "a" + "\u0301" * 32_768,
    "64 kB of newlines": "\n" * 65_536,
    "NUL": "ja\x00nein",
    "control characters": "\x01\x02\x1b[31mja\x7f",
    "turned around": "\u202eja\u202c \u2066nein\u2069",
    "invisible": "\u200b\u2060\ufeff",
    "zalgo": "j\u0300\u0301\u0302\u0303\u0304a\u0316\u0317\u0318\u0319",
    "half a surrogate": "ja \ud83d",
    "emoji only": "👨‍👩‍👧‍👦🏳️‍🌈",
    "markup": "**ja** {name} [x](javascript:alert(1)) <b>ja</b>",
    "a template": "{0} {} %s ${x}",
    "a path": "../../etc/passwd",
    "SQL": "'; DROP TABLE ballots; --",
    "JSON": '{"type": "words"}',
    "numbers of elsewhere": "١٢ १२ 五 Ⅻ ½ ²",
    "not a number": "nan inf -inf 1e999",
    "Turkish": "İıI ſ ß ﬀ Ǆ",
    "a right-to-left language": "نعم",
    "spaces of all kinds": "\u00a0\u2003\u3000\t\v\f",
    "a slash": "/",
    "a control": "/back",
}
HEARD = st.one_of(
    st.builds(Words, st.text().map(clean)),
    st.builds(Words, st.text("0123456789.,-/ und", max_size=30)),
    st.builds(Press, st.text(max_size=3), st.text(max_size=10)),
    st.builds(Media, st.sampled_from(MediaKind), st.text(max_size=10), st.text(max_size=10)),
    st.builds(Place, st.floats(), st.floats()),
    st.builds(Other, st.text(max_size=10)),
)


def test_every_kind_is_here() -> None:
    """All but notes, which ask nothing."""
    assert [*map(type, KINDS), Note] == list(typing.get_args(Answer))


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: type(kind).__name__)
def test_hostile_words_are_answered_or_refused(kind: Kind, said: str) -> None:
    _answered_or_refused(kind, Words(clean(said)))


@pytest.mark.parametrize("heard", THINGS)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: type(kind).__name__)
def test_things_are_answered_or_refused(kind: Kind, heard: Heard) -> None:
    _answered_or_refused(kind, heard)


@given(st.sampled_from(KINDS), HEARD)
def test_anything_is_answered_or_refused(kind: Kind, heard: Heard) -> None:
    _answered_or_refused(kind, heard)


def _answered_or_refused(kind: Kind, heard: Heard) -> None:
    """An answer can be stored, read again, shown and counted; a refusal can be said."""
    languages = chain("de")
    try:
        found = kind.read(heard, asking(kind))
    except Unclear as unclear:
        UNCLEAR[unclear.text].fill(languages, **unclear.values)
        return
    if isinstance(found, Draft):
        assert found.values
        return
    if isinstance(found, Understood):
        found = found.answer
    stored = msgspec.json.decode(msgspec.json.encode(found))
    assert kind.words(stored, languages)
    assert kind.words(stored, languages) == kind.words(found, languages)
    assert kind.keys(stored) == kind.keys(found)
