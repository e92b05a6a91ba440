"""Announcements on the command line: look at them, start them, watch, pause and stop them."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer
from msgspec import Struct

from dialogs.markup import words
from dialogs.messages import Message
from dialogs.places import DISTRICTS
from dialogs.places.region import STATES
from dialogs.suppression import reach
from dialogs.surveys.audience import FEWEST_DRAWN, Audience
from dialogs.surveys.reached import reached
from dialogs.texts import LANGUAGES
from storage.audit import CONSOLE
from storage.campaign import Campaign, Order, Progress
from storage.campaign_planning import MANY
from storage.database import Database
from storage.recipients import Aim
from storage.store import Store
from storage.surveys import Refused

from ..campaigns.starting import Prospect, in_peace, prospect, starts
from ..config import Config
from ..sending.repeating import APPROVAL
from ..sending.telling import ask_for_approval
from .common import AsJson, as_json, check_language, refuse, using

if TYPE_CHECKING:
    from rich import progress as bars

app = typer.Typer(
    help="Alle anschreiben, die dem zugestimmt haben: einladen zu einer Umfrage.",
    no_args_is_help=True,
)
Id = Annotated[str, typer.Argument(help="Die Kennung der Aussendung, siehe „broadcast list“.")]
NAMES = {
    "waiting": "wartet",
    "planned": "geplant",
    "running": "läuft",
    "paused": "angehalten",
    "stopped": "abgebrochen",
    "done": "beendet",
}
LOOK = 0.5
"""Seconds between two looks at a campaign that is watched."""


@app.command()
def start(  # noqa: PLR0913, PLR0917 - the options of a command
    context: typer.Context,
    survey: Annotated[str, typer.Argument(help="Die Umfrage, zu der eingeladen wird.")],
    places: Annotated[
        list[str] | None,
        typer.Option("--place", help="Nur aus diesem Land (14) oder Kreis (14729); mehrfach."),
    ] = None,
    language: Annotated[str, typer.Option(help="Nur, wer in dieser Sprache liest.")] = "",
    sample: Annotated[int, typer.Option(min=0, help="Nur so viele, ausgelost.")] = 0,
    approved_by: Annotated[
        str,
        typer.Option(
            "--approved-by", help=f"Wer außer Ihnen zugestimmt hat, bei mehr als {MANY} Menschen."
        ),
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Ohne Rückfrage.")] = False,
    now: Annotated[
        bool, typer.Option("--now", help="Ohne Bedenkzeit. Die Ruhezeiten gelten trotzdem.")
    ] = False,
) -> None:
    """Zeigt die Einladung, die Zahl der Menschen und die Dauer, und startet nach Rückfrage."""
    config, opening, clock = using(context)
    audience = _audience(places or [], language, sample)
    with opening as database:
        if database.look(lambda store: store.surveys.standing(survey)).state != "open":
            raise Refused(f"Die Umfrage „{survey}“ läuft nicht.")
        whose = database.look(lambda store: store.drafts.owner(survey))
        aim = Aim(survey, audience, whose)
        seen = database.look(lambda store: prospect(store, aim, config, clock.now(), now))
        size = database.look(lambda store: _size(store, audience, config.results.k))
        _show(seen, config.zone, audience)
        if not yes:
            typer.confirm("Diese Aussendung starten?", abort=True)
        made = clock.now()
        order = Order(
            whose,
            audience=audience,
            approved_by=CONSOLE if approved_by else "",
            expires=made + APPROVAL if size > MANY and not approved_by else None,
        )
        due = starts(made, config.zone, config.broadcast, now)
        said = Made(survey, seen.texts, made, due)
        id, asked = database.do(lambda store: _make(store, config, said, order, approved_by))
    typer.echo(f"Aussendung {id} angelegt, Beginn {_moment(due, config.zone)}.")
    if order.expires:
        typer.echo(
            f"Mehr als {MANY} Menschen: Sie wartet, bis jemand im Chat zustimmt, höchstens bis"
            f" {_moment(order.expires, config.zone)}. Gefragt: {asked}."
        )
    typer.echo(f"Zusehen: revierstimme broadcast watch {id}")
    typer.echo(f"Zurücknehmen: revierstimme broadcast stop {id}")


class Made(Struct, frozen=True):
    survey: str
    texts: Mapping[str, Message]
    at: datetime
    due: datetime


def _make(
    store: Store, config: Config, made: Made, order: Order, approved_by: str
) -> tuple[str, int]:
    """The campaign, and how many people were asked to approve of it."""
    id = store.campaigns.make(made.survey, made.texts, made.at, made.due, order)
    what = f"{id} {made.survey}"
    store.audit.note(CONSOLE, order.association, "send", what, made.at)
    if approved_by:
        # Whoever has a shell can say any name: it is noted as what the console said.
        said = f"{id} {approved_by}"
        store.audit.note(CONSOLE, order.association, "approve", said, made.at)
    if not order.expires:
        return id, 0
    peace = in_peace(made.at, config.zone, config.broadcast)
    return id, ask_for_approval(store, store.campaigns.get(id), peace)


def _audience(places: list[str], language: str, sample: int) -> Audience:
    if language:
        check_language(language)
    known = {*STATES, *(district.key for district in DISTRICTS)}
    if wrong := [key for key in places if key not in known]:
        refuse(f"„{wrong[0]}“ ist weder ein Land noch ein Kreis des Reviers.")
    if 0 < sample < FEWEST_DRAWN:
        refuse(f"Auslosen lassen sich mindestens {FEWEST_DRAWN}.")
    return Audience(tuple(places), language, sample, secrets.token_hex(4) if sample else "")


def _size(store: Store, audience: Audience, k: int) -> int:
    """How many it may reach; ends with exit code 1 where it picks out too few."""
    cells = store.campaigns.recipients.cells()
    few = not audience.everybody and reach(cells, audience, k) is None
    if few or 0 < audience.sample < k:
        refuse(f"So wenige Menschen werden nicht gezielt eingeladen (unter {k} je Gegend).")
    people = sum(n for cell, n in cells.items() if audience.fits(cell[0], cell[1]))
    return min(people, audience.sample or people)


@app.command("list")
def list_(context: typer.Context, machine: AsJson = False) -> None:
    """Zeigt alle Aussendungen mit ihrem Stand."""
    config, opening, _ = using(context)
    with opening as database:
        all_ = database.look(lambda store: store.campaigns.all())
        found = [_look(database, one.id) for one in all_]
    if machine:
        as_json([_row(*one) for one in found])
        return
    if not found:
        typer.echo("Noch keine Aussendungen. „revierstimme broadcast start UMFRAGE“ macht eine.")
    for campaign, progress in found:
        typer.echo(
            f"{campaign.id}  {NAMES[campaign.state]:<11} {_moment(campaign.due, config.zone)}"
            f"  {progress.sent:>6} von {progress.recipients:<6} {_about(campaign)}"
        )


def _about(campaign: Campaign) -> str:
    """The survey, or that it tells of ideas."""
    return campaign.survey or "(Monatsbericht zu Ideen)"


@app.command()
def watch(context: typer.Context, id: Id) -> None:
    """Sieht einer Aussendung zu, bis sie zu Ende ist. Strg-C hört nur mit dem Zusehen auf."""
    _, opening, _ = using(context)
    with opening as database, _bar() as bar:
        task = bar.add_task(id, total=None)
        while True:
            campaign, progress = _look(database, id)
            bar.update(
                task,
                description=NAMES[campaign.state],
                total=progress.recipients or None,
                completed=progress.recipients - progress.waiting,
            )
            if campaign.ended:
                break
            time.sleep(LOOK)
    typer.echo(_summary(progress))


@app.command()
def pause(context: typer.Context, id: Id) -> None:
    """Hält eine Aussendung an; was schon unterwegs ist, kommt noch an."""
    _, opening, clock = using(context)
    with opening as database:
        database.do(lambda store: _steer(store, id, "pause", clock.now()))
    typer.echo(f"{id}: angehalten. Weiter mit „revierstimme broadcast resume {id}“.")


@app.command()
def resume(context: typer.Context, id: Id) -> None:
    """Setzt eine angehaltene Aussendung fort."""
    config, opening, clock = using(context)
    with opening as database:
        now = clock.now()
        due = starts(now, config.zone, config.broadcast, at_once=True)
        database.do(lambda store: _steer(store, id, "resume", now, due))
    typer.echo(f"{id}: weiter ab {_moment(due, config.zone)}.")


@app.command()
def stop(context: typer.Context, id: Id) -> None:
    """Bricht eine Aussendung endgültig ab; wer noch nichts bekommen hat, bekommt nichts mehr."""
    _, opening, clock = using(context)
    with opening as database:
        database.do(lambda store: _steer(store, id, "stop", clock.now()))
        _, progress = _look(database, id)
    typer.echo(f"{id}: abgebrochen. {_summary(progress)}")


def _steer(store: Store, id: str, what: str, now: datetime, due: datetime | None = None) -> None:
    campaign = store.campaigns.get(id)
    match what:
        case "pause":
            store.campaigns.pause(id)
        case "resume":
            store.campaigns.resume(id, now, due or now)
        case _:
            store.campaigns.stop(id, now)
    store.audit.note(CONSOLE, campaign.order.association, what, f"{id} {_about(campaign)}", now)


def _bar() -> bars.Progress:
    # Most commands need not wait for it to load.
    from rich import progress  # noqa: PLC0415

    return progress.Progress(
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(" von "),
        progress.TimeRemainingColumn(),
    )


def _look(database: Database, id: str) -> tuple[Campaign, Progress]:
    return database.look(lambda store: (store.campaigns.get(id), store.campaigns.progress(id)))


def _show(seen: Prospect, zone: ZoneInfo, audience: Audience) -> None:
    for language, message in seen.texts.items():
        typer.echo(f"--- {LANGUAGES[language]} ---\n{_shown(message)}\n")
    total = seen.recipients.total()
    by_platform = ", ".join(f"{name}: {n}" for name, n in sorted(seen.recipients.items()))
    if not total:
        refuse("Es gibt niemanden, der eingeladen werden möchte und noch nicht dabei war.")
    typer.echo(f"Wer: {reached(audience, {}, 'de')}")
    drawn = f", davon höchstens {audience.sample} ausgelost" if audience.sample else ""
    typer.echo(f"Empfänger: {total} ({by_platform}){drawn}")
    typer.echo(f"Beginn: {_moment(seen.begin, zone)}")
    took = max(timedelta(minutes=1), seen.done - seen.begin)
    minutes = round(took.total_seconds() / 60)
    typer.echo(f"Dauer: etwa {minutes} Min., fertig gegen {_moment(seen.done, zone)}")


def _shown(message: Message) -> str:
    buttons = " ".join(f"[{option.label}]" for option in message.options)
    return f"{words(message.text)}\n{buttons}"


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%d.%m.%Y %H:%M")


def _summary(progress: Progress) -> str:
    return f"Gesendet: {progress.sent}, nicht zugestellt: {progress.failed}."


def _row(campaign: Campaign, progress: Progress) -> dict[str, Any]:
    return {
        "id": campaign.id,
        "survey": campaign.survey,
        "state": campaign.state,
        "made": campaign.made,
        "due": campaign.due,
        "planned": campaign.planned,
        "ended": campaign.ended,
        "recipients": progress.recipients,
        "waiting": progress.waiting,
        "sent": progress.sent,
        "failed": progress.failed,
    }
