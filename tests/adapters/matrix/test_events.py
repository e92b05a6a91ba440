"""What events say: as clients write them, and as nobody should."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.matrix.events import heard, mentions
from adapters.matrix.syncing import Event, Unparsed, parse
from dialogs.messages import Heard, Media, MediaKind, Other, Place, Words

ANNA = "@anna:revier.test"
EDIT = {"rel_type": "m.replace", "event_id": "$1"}
REPLY = {"m.in_reply_to": {"event_id": "$1"}}
FILE = {
    "url": "mxc://revier.test/abc",
    "key": {"kty": "oct", "k": "secret", "alg": "A256CTR"},
    "iv": "begin",
    "hashes": {"sha256": "hash"},
    "v": "v2",
}


def message(msgtype: str, body: str = "", **more: Any) -> Event:
    content = {"msgtype": msgtype, "body": body, **more}
    return Event("m.room.message", ANNA, content, "$event")


@pytest.mark.parametrize(
    ("event", "what"),
    [
        (message("m.text", "Hallo"), Words("Hallo")),
        (message("m.emote", "winkt"), Words("winkt")),
        (message("m.text", "  "), Other("other")),
        (message("m.text", "> <@a:b> ja?\n> n\n\nnein", **{"m.relates_to": REPLY}), Words("nein")),
        (message("m.text", "> <@a:b> zitiert", **{}), Words("> <@a:b> zitiert")),
        (message("m.text", "nein", **{"m.relates_to": REPLY}), Words("nein")),
        (message("m.text", "* ja", **{"m.relates_to": EDIT}), Other("edited")),
        (message("m.notice", "ein Bot"), None),
        (message("m.key.verification.request"), None),
        (message("m.riddle", "?"), Other("other")),
        (message("m.location", geo_uri="geo:51.46,12.63;u=35"), Place(51.46, 12.63)),
        (message("m.location", geo_uri="geo:51.46,12.63,120"), Place(51.46, 12.63)),
        (message("m.location", geo_uri="geo:151.46,12.63"), Other("other")),
        (message("m.location", geo_uri="hier"), Other("other")),
        (Event("m.sticker", ANNA, {}, "$1"), Other("sticker")),
        (Event("org.matrix.msc3381.poll.start", ANNA, {}, "$1"), Other("other")),
        (Event("m.room.topic", ANNA, {"topic": "Kohle"}, "$1", ""), None),
        (Event("m.call.invite", ANNA, {}, "$1"), None),
    ],
)  # fmt: skip
def test_what_is_heard(event: Event, what: Heard | None) -> None:
    assert heard(event) == what


def test_a_file_bears_what_opens_it() -> None:
    info = {"mimetype": "image/jpeg", "size": 1234}
    photo = message("m.image", "Der Platz", filename="platz.jpg", file=FILE, info=info)
    what = heard(photo)
    assert isinstance(what, Media)
    assert (what.kind, what.caption) == (MediaKind.PHOTO, "Der Platz")
    assert (what.media_type, what.size) == ("image/jpeg", 1234)
    wanted = {"url": FILE["url"], "key": "secret", "iv": "begin", "sha256": "hash"}
    assert msgspec.json.decode(what.ref) == wanted


def test_a_recording_is_a_voice_message_only_if_it_says_so() -> None:
    sound = {"url": "mxc://a/b"}
    said = heard(message("m.audio", "wort.ogg", **sound, **{"org.matrix.msc3245.voice": {}}))
    song = heard(message("m.audio", "lied.ogg", **sound))
    assert isinstance(said, Media)
    assert isinstance(song, Media)
    assert (said.kind, song.kind) == (MediaKind.VOICE, MediaKind.AUDIO)


@pytest.mark.parametrize("url", ["", "https://example.org/x.jpg", "mxc://" + "x" * 2000])
def test_a_file_that_lies_nowhere_is_none(url: str) -> None:
    assert heard(message("m.image", "x.jpg", url=url)) == Other("other")


BOT = "@bot:revier.test"


@pytest.mark.parametrize(
    ("event", "meant"),
    [
        (message("m.text", "?", **{"m.mentions": {"user_ids": [BOT]}}), True),
        (message("m.text", f"{BOT}, Revierstimme", **{"m.mentions": {"user_ids": []}}), False),
        (message("m.text", "Revierstimme", **{"m.mentions": {}}), False),
        (message("m.text", f"Und du, {BOT}?"), True),
        (message("m.text", "Revierstimme: und du?"), True),
        (message("m.text", "revierstimme"), True),
        (message("m.text", "Die Revierstimmen"), False),
        (message("m.text", f"Ein anderer: {BOT}.example"), True),
        (message("m.text", "x@bot:revier.test"), False),
        (message("m.text", "Bot", formatted_body=f'<a href="https://matrix.to/#/{BOT}">'), True),
        (
            message("m.text", "Bot", formatted_body="https://matrix.to/#/%40bot%3Arevier.test"),
            True,
        ),
        (message("m.notice", BOT), False),
        (message("m.text", "Hallo zusammen"), False),
    ],
)
def test_the_bot_is_meant_when_it_is_named(event: Event, meant: bool) -> None:
    assert mentions(event, BOT, "Revierstimme") == meant


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
keys = st.sampled_from(
    ["msgtype", "body", "m.relates_to", "url", "file", "info", "geo_uri", "m.mentions", "filename"]
)
kinds = st.sampled_from(["m.text", "m.image", "m.audio", "m.location", "m.file"])


@given(st.dictionaries(keys, anything), kinds)
def test_whatever_stands_in_an_event_it_is_heard_or_left(
    content: dict[str, Any], kind: str
) -> None:
    event = Event("m.room.message", ANNA, {"msgtype": kind, **content}, "$1")
    heard(event)
    mentions(event, BOT, "Revierstimme")


@given(st.dictionaries(st.sampled_from(["type", "sender", "content", "event_id"]), anything))
def test_an_event_that_is_not_as_documented_still_has_its_name(fields: dict[str, Any]) -> None:
    assert id_of(msgspec.Raw(msgspec.json.encode(fields))) in ("", fields.get("event_id"))


def id_of(raw: msgspec.Raw) -> str:
    try:
        return parse(raw).event_id
    except Unparsed as error:
        return error.id
