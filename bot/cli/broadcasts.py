"""Announcements on the command line: look at them, start them, watch, pause and stop them."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from dialogs.markup import words
from dialogs.messages import Message
from dialogs.texts import LANGUAGES
from storage.campaigns import Campaign, Progress
from storage.database import Database
from storage.surveys import Refused

from ..campaigns.starting import Prospect, prospect, starts
from .common import AsJson, as_json, refuse, using

if TYPE_CHECKING:
    from rich import progress as bars

app = typer.Typer(
    help="Alle anschreiben, die dem zugestimmt haben: einladen zu einer Umfrage.",
    no_args_is_help=True,
)
Id = Annotated[str, typer.Argument(help="Die Kennung der Aussendung, siehe „broadcast list“.")]
STATES = {
    "planned": "geplant",
    "running": "läuft",
    "paused": "angehalten",
    "stopped": "abgebrochen",
    "done": "beendet",
}
MANY = 500
"""People from whom on somebody else should have read it first (requirement G2)."""
LOOK = 0.5
"""Seconds between two looks at a campaign that is watched."""


@app.command()
def start(
    context: typer.Context,
    survey: Annotated[str, typer.Argument(help="Die Umfrage, zu der eingeladen wird.")],
    yes: Annotated[bool, typer.Option("--yes", help="Ohne Rückfrage.")] = False,
    now: Annotated[
        bool, typer.Option("--now", help="Ohne Bedenkzeit. Die Ruhezeiten gelten trotzdem.")
    ] = False,
) -> None:
    """Zeigt die Einladung, die Zahl der Menschen und die Dauer, und startet nach Rückfrage."""
    config, opening, clock = using(context)
    with opening as database:
        if database.look(lambda store: store.surveys.standing(survey)).state != "open":
            raise Refused(f"Die Umfrage „{survey}“ läuft nicht.")
        seen = database.look(lambda store: prospect(store, survey, config, clock.now(), now))
        _show(seen, config.zone)
        if not yes:
            typer.confirm("Diese Aussendung starten?", abort=True)
        made = clock.now()
        due = starts(made, config.zone, config.broadcast, now)
        id = database.do(lambda store: store.campaigns.make(survey, seen.texts, made, due))
    typer.echo(f"Aussendung {id} angelegt, Beginn {_moment(due, config.zone)}.")
    typer.echo(f"Zusehen: revierstimme broadcast watch {id}")
    typer.echo(f"Zurücknehmen: revierstimme broadcast stop {id}")


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
            f"{campaign.id}  {STATES[campaign.state]:<11} {_moment(campaign.due, config.zone)}"
            f"  {progress.sent:>6} von {progress.recipients:<6} {campaign.survey}"
        )


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
                description=STATES[campaign.state],
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
    _, opening, _ = using(context)
    with opening as database:
        database.do(lambda store: store.campaigns.pause(id))
    typer.echo(f"{id}: angehalten. Weiter mit „revierstimme broadcast resume {id}“.")


@app.command()
def resume(context: typer.Context, id: Id) -> None:
    """Setzt eine angehaltene Aussendung fort."""
    config, opening, clock = using(context)
    with opening as database:
        now = clock.now()
        due = starts(now, config.zone, config.broadcast, at_once=True)
        database.do(lambda store: store.campaigns.resume(id, now, due))
    typer.echo(f"{id}: weiter ab {_moment(due, config.zone)}.")


@app.command()
def stop(context: typer.Context, id: Id) -> None:
    """Bricht eine Aussendung endgültig ab; wer noch nichts bekommen hat, bekommt nichts mehr."""
    _, opening, clock = using(context)
    with opening as database:
        database.do(lambda store: store.campaigns.stop(id, clock.now()))
        _, progress = _look(database, id)
    typer.echo(f"{id}: abgebrochen. {_summary(progress)}")


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


def _show(seen: Prospect, zone: ZoneInfo) -> None:
    for language, message in seen.texts.items():
        typer.echo(f"--- {LANGUAGES[language]} ---\n{_shown(message)}\n")
    total = seen.recipients.total()
    by_platform = ", ".join(f"{name}: {n}" for name, n in sorted(seen.recipients.items()))
    if not total:
        refuse("Es gibt niemanden, der eingeladen werden möchte und noch nicht dabei war.")
    typer.echo(f"Empfänger: {total} ({by_platform})")
    typer.echo(f"Beginn: {_moment(seen.begin, zone)}")
    took = max(timedelta(minutes=1), seen.done - seen.begin)
    minutes = round(took.total_seconds() / 60)
    typer.echo(f"Dauer: etwa {minutes} Min., fertig gegen {_moment(seen.done, zone)}")
    if total > MANY:
        typer.echo(f"Mehr als {MANY} Menschen: Lassen Sie vorher noch jemanden darauf sehen.")


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
