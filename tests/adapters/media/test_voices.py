"""Voice messages: the sound, and nothing that stands beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.media import Unusable, cleaned
from adapters.media.voices import _checksum, _pages, _written
from dialogs.messages import LARGEST_VOICE, MediaKind

from .making import SECRET, mp3, voice


@pytest.mark.parametrize("secret", [SECRET, SECRET * 100])
def test_the_tags_of_a_voice_message_are_gone_and_the_sound_is_there(secret: str) -> None:
    sent = voice(secret=secret)
    assert SECRET.encode() in sent
    made = cleaned(MediaKind.VOICE, sent)
    assert made.media_type == "audio/ogg"
    assert SECRET.encode() not in made.content
    assert b"Lavf" not in made.content
    before, after = list(_pages(sent)), list(_pages(made.content))
    assert [p.body for p in after[2:]] == [p.body for p in before if p.body[:1] == b"\x78"]
    assert [p.position for p in after[-2:]] == [p.position for p in before[-2:]]
    assert [p.number for p in after] == list(range(len(after)))
    # Every page bears the checksum that belongs to it.
    assert b"".join(_written(page, page.number) for page in after) == made.content


def test_the_checksum_is_oggs_own() -> None:
    """CRC-32 without reflection, from 0; the check value of CRC-32/CKSUM before it is inverted."""
    assert _checksum(b"\x00\x00\x00\x01") == 0x04C11DB7
    assert _checksum(b"123456789") == 0x89A1897F


def test_of_an_mp3_only_the_frames_are_kept() -> None:
    made = cleaned(MediaKind.AUDIO, mp3())
    assert made.media_type == "audio/mpeg"
    assert SECRET.encode() not in made.content
    assert len(made.content) == 5 * 417


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"OggS",
        b"\xff\xfb\x90\x00",
        voice()[:-10],
        voice() + b"something behind",
        voice() + voice(serial=8),
        voice(packets=0),
        b"fLaC" + bytes(100),
        b"\x00\x00\x00\x20ftypM4A " + bytes(100),
        voice().replace(b"OpusHead", b"\x01vorbis0"),
        bytes(LARGEST_VOICE + 1),
    ],
)
def test_what_is_no_voice_is_refused(content: bytes) -> None:
    with pytest.raises(Unusable):
        cleaned(MediaKind.VOICE, content)


@given(st.data())
def test_a_damaged_message_is_kept_or_refused(data: st.DataObject) -> None:
    sent = bytearray(data.draw(st.sampled_from([voice(), mp3()])))
    for _ in range(data.draw(st.integers(1, 8))):
        sent[data.draw(st.integers(0, len(sent) - 1))] = data.draw(st.integers(0, 255))
    try:
        cleaned(MediaKind.VOICE, bytes(sent))
    except Unusable:
        return
