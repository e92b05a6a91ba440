"""The survey of the two bots with an SQL database: tables, and one turn in one session."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import JSON, BigInteger, ForeignKey
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from . import wording


class Base(DeclarativeBase):
    pass


class Resident(Base):
    """Somebody in a chat, and where they are; `step` is a question or what comes around them."""

    __tablename__ = "residents"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    step: Mapped[str] = mapped_column(default="consent")
    consented: Mapped[bool] = mapped_column(default=False)
    may_write: Mapped[bool | None] = mapped_column(default=None)
    answers: Mapped[list[Answer]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class Answer(Base):
    """An answer that is not sent yet."""

    __tablename__ = "answers"

    resident_id: Mapped[int] = mapped_column(ForeignKey("residents.id"), primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Ballot(Base):
    """What somebody has sent, the last time."""

    __tablename__ = "ballots"

    resident_id: Mapped[int] = mapped_column(ForeignKey("residents.id"), primary_key=True)
    answers: Mapped[dict[str, str]] = mapped_column(JSON)


class Reply(NamedTuple):
    """A message and the buttons under it."""

    text: str
    labels: list[str]


async def turn(session: AsyncSession, number: int, said: str) -> Reply:
    """What the resident with this number is told; all of it is committed."""
    resident = await session.get(Resident, number)
    if resident is None:
        resident = Resident(id=number, step="consent", answers=[])
        session.add(resident)
    reply = await decide(session, resident, said)
    await session.commit()
    return reply


async def decide(session: AsyncSession, resident: Resident, said: str) -> Reply:
    match resident.step:
        case _ if said == "/start":
            resident.step = "menu" if resident.consented else "consent"
            if resident.consented:
                return Reply(wording.MENU, wording.CHOICES)
            return Reply(wording.HELLO, wording.CONSENT)
        case "consent" if said == wording.CONSENT[0]:
            resident.consented = True
            return opening(resident)
        case "menu" if said == wording.TITLE:
            return opening(resident)
        case "opening" if said == wording.JOIN[0]:
            return ask(resident, "field")
        case "review" if said == wording.SEND[0]:
            return await submit(session, resident)
        case "may_write" if said in wording.WRITE:
            resident.may_write, resident.step = said == wording.WRITE[0], "menu"
            return Reply(wording.NOTED, ["Menü"])
        case question if question in wording.QUESTIONS and wording.fits(question, said):
            return answered(resident, question, said)
    return Reply(wording.UNCLEAR, wording.CONTROLS)


def opening(resident: Resident) -> Reply:
    resident.step = "opening"
    resident.answers.clear()
    return Reply(wording.OPENING, [*wording.JOIN, *wording.CONTROLS[2:]])


def ask(resident: Resident, question: str) -> Reply:
    resident.step = question
    text = wording.ask(question, given(resident))
    return Reply(text, [*wording.labels(question), *wording.CONTROLS])


def answered(resident: Resident, question: str, said: str) -> Reply:
    resident.answers.append(Answer(question=question, value=said))
    if (after := wording.following(question, given(resident))) is not None:
        return ask(resident, after)
    resident.step = "review"
    return Reply(wording.review(given(resident)), [*wording.SEND, *wording.CONTROLS])


async def submit(session: AsyncSession, resident: Resident) -> Reply:
    await session.merge(Ballot(resident_id=resident.id, answers=given(resident)))
    if resident.may_write is None:
        resident.step = "may_write"
        return Reply(wording.MAY_WRITE, wording.WRITE)
    resident.step = "menu"
    return Reply(wording.THANKS, ["Menü"])


def given(resident: Resident) -> dict[str, str]:
    return {answer.question: answer.value for answer in resident.answers}
