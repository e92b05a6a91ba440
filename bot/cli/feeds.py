"""Feeds on the command line: calendars of others that are fetched again and again."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from adapters.calendars.addresses import FeedProblem, target
from dialogs.events.reasons import all_in_words
from storage.feeds import Feed

from ..events.feeding import Feeding
from .common import AsJson, as_json, refuse, using
from .events import KIND, REGION, TOPIC, WHOLE, Entries, check, summary, told

app = typer.Typer(
    help="Kalender und Feeds von Vereinen und Gemeinden, die der Bot von selbst abruft.",
    no_args_is_help=True,
)
Id = Annotated[str, typer.Argument(help="Die Kennung des Feeds, siehe „feeds list“.")]


@app.command()
def add(  # noqa: PLR0913, PLR0917 - each is an option
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Die Adresse (.ics, RSS, Atom oder Gancio).")],
    name: Annotated[str, typer.Option(help="Wessen Termine das sind.")] = "",
    region: Annotated[str, REGION] = "",
    topic: Annotated[str, TOPIC] = "",
    kind: Annotated[Entries, KIND] = Entries.ANY,
) -> None:
    """Nimmt einen Feed auf; „run“ ruft ihn alle zwei Stunden ab."""
    check(region, topic)
    config, opening, clock = using(context)
    try:
        target(url, config.feeds.allow_private)
    except FeedProblem as problem:
        refuse(all_in_words(problem.reasons, "de"))
    regions, topics = ((region,) if region else ()), ((topic,) if topic else ())
    feed = Feed("", url, name[:120], regions=regions, topics=topics, kind=WHOLE[kind])
    with opening as database:
        id = database.do(lambda store: store.feeds.add(feed, clock.now()))
    typer.echo(f"{id}: aufgenommen. Jetzt abrufen: revierstimme feeds check {id}")


@app.command("list")
def list_(context: typer.Context, machine: AsJson = False) -> None:
    """Zeigt alle Feeds, wann sie zuletzt gelesen wurden und was daran nicht geht."""
    _, opening, clock = using(context)
    with opening as database:
        feeds = database.look(lambda store: store.feeds.all())
    if machine:
        as_json(feeds)
        return
    for feed in feeds:
        at = (
            feed.checked.astimezone(clock.zone).strftime("%d.%m.%Y %H:%M")
            if feed.checked
            else "nie"
        )
        why = all_in_words(feed.reasons, "de").replace("\n", " ")
        wrong = f"  {feed.failures} Mal nicht: {why}" if why else ""
        what = {"procedure": "  nur Beteiligungen", "event": "  keine Beteiligungen"}
        name = f"{feed.name or feed.url}{what.get(feed.kind, '')}"
        typer.echo(f"{feed.id}  {name}  zuletzt gelesen: {at}{wrong}")
    if not feeds:
        typer.echo("Keine Feeds. „revierstimme feeds add ADRESSE“ nimmt einen auf.")


@app.command("check")
def check_(context: typer.Context, id: Id) -> None:
    """Ruft einen Feed jetzt ab und zeigt, was darin steht und was nicht geht."""
    config, opening, clock = using(context)
    with opening as database:
        feed = database.look(lambda store: store.feeds.get(id))
        found = asyncio.run(Feeding(database, clock, config.feeds, config.broadcast).check(feed))
    if isinstance(found, tuple):
        refuse(f"{id}: {all_in_words(found, 'de')}")
    if found.reading is None:
        typer.echo(f"{id}: nichts Neues seit dem letzten Mal.")
        return
    told(found.reading)
    typer.echo(summary(found.outcome))


@app.command()
def remove(context: typer.Context, id: Id) -> None:
    """Ruft einen Feed nicht mehr ab; seine Termine bleiben."""
    _, opening, _ = using(context)
    with opening as database:
        database.do(lambda store: store.feeds.remove(id))
    typer.echo(f"{id}: entfernt. Seine Termine bleiben, niemand ändert sie mehr.")
