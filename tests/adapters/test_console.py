"""A conversation in a terminal: a line, its answer, the next line."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.adapter import Inbound
from adapters.console import Console, write_plain, write_styled
from dialogs.markup import Rich, Span, plain, words
from dialogs.messages import Message, Words

HELLO: Rich = (Span("Guten "), Span("Tag", bold=True), Span(" [bold]{name}[/bold] **nicht**"))


async def typed(*lines: str) -> AsyncIterator[str]:
    for line in lines:
        yield line


class Talk:
    """Both ends of a terminal: what was handed over and what was written, in order."""

    def __init__(self, *lines: str) -> None:
        self.course: list[str] = []
        self.inbounds: list[Inbound] = []
        self.console = Console(typed(*lines), self.write, "run-1")

    def write(self, text: Rich) -> None:
        self.course.append(f"< {words(text)}")

    async def answer(self, inbound: Inbound) -> None:
        """A bot that repeats what it hears."""
        assert isinstance(inbound.heard, Words)
        self.inbounds.append(inbound)
        self.course.append(f"> {inbound.heard.text}")
        await self.console.send(
            inbound.address, Message(plain(inbound.heard.text.upper())), inbound.key
        )


async def test_each_line_is_answered_before_the_next_is_read() -> None:
    talk = Talk("hallo", "", "ja")
    await talk.console.listen(talk.answer)
    assert talk.course == ["> hallo", "< HALLO", "> ", "< ", "> ja", "< JA"]


async def test_a_line_has_a_key_of_its_own_run_and_place() -> None:
    talk = Talk("a", "a")
    await talk.console.listen(talk.answer)
    assert [inbound.key for inbound in talk.inbounds] == ["console:run-1:1", "console:run-1:2"]
    assert {(inbound.platform, inbound.address) for inbound in talk.inbounds} == {
        ("console", "run-1")
    }


async def test_what_is_said_twice_is_written_once() -> None:
    talk = Talk()
    for key in ("1", "1", "2", "1"):
        assert await talk.console.send("run-1", Message(plain("Guten Tag")), key) == key
    assert talk.course == ["< Guten Tag", "< Guten Tag"]


async def test_what_a_killed_run_left_unsaid_is_said_and_answers_nothing() -> None:
    talk = Talk("hallo")
    await talk.console.send("run-0", Message(plain("von vorhin")), "0")
    await talk.console.listen(talk.answer)
    assert talk.course == ["< von vorhin", "> hallo", "< HALLO"]


def test_a_transcript_is_bare_words(capsys: pytest.CaptureFixture[str]) -> None:
    write_plain(HELLO)
    assert capsys.readouterr().out == "Guten Tag [bold]{name}[/bold] **nicht**\n\n"


def test_a_long_line_of_a_transcript_is_not_wrapped(capsys: pytest.CaptureFixture[str]) -> None:
    line = "Wort " * 100 + "Ende"
    write_plain(plain(line))
    assert capsys.readouterr().out == f"{line}\n\n"


def test_a_terminal_is_told_no_markup_but_ours(capsys: pytest.CaptureFixture[str]) -> None:
    write_styled(HELLO)
    assert "Guten Tag [bold]{name}[/bold] **nicht**" in capsys.readouterr().out
