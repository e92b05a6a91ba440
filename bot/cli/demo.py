"""`revierstimme demo`: the whole bot in this terminal, with made-up examples to look at."""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import sys
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.console import Console, write_plain, write_styled
from dialogs.markup import Rich
from dialogs.surveys import SHIPPED, shipped
from dialogs.surveys.reading import read
from dialogs.surveys.survey import Survey
from dialogs.surveys.tally import STEP
from storage.ballots import Ballot
from storage.database import Database
from storage.store import Store

from ..app import App, alone, opened
from ..clock import Clock
from ..config import Config, FixedConfig, Operator
from ..days import written
from ..results.rendering import as_text
from ..results.result import result
from ..results.sources import source
from .common import check_language, refuse
from .setup import prepare

BALLOTS = 70
SEED = 2026
PROMPT = "> "
OPERATOR = Operator(
    name="Bündnis Beispiel (Demo)",
    address="Musterweg 1, 06108 Halle (Saale)",
    contact="hilfe@beispiel.example",
    authority="Landesbeauftragte für den Datenschutz Sachsen-Anhalt",
    privacy_version="demo",
)


def demo(
    script: Annotated[
        Path | None,
        typer.Option(help="Spielt die Zeilen dieser Datei, statt nach Eingaben zu fragen."),
    ] = None,
    folder: Annotated[Path, typer.Option(help="Wohin die Demo schreibt.")] = Path(
        "revierstimme-demo"
    ),
    language: Annotated[str, typer.Option(help="de, de-simple oder en")] = "de",
) -> None:
    """Probieren Sie den Bot gleich hier im Terminal aus, mit erfundenen Beispielen."""
    check_language(language)
    lines = _script(script) if script else None
    clock_file = os.environ.get("REVIERSTIMME_CLOCK_FILE")
    # Nothing else of the environment: a demo must never touch a real bot's data.
    config = FixedConfig(
        data_dir=(folder / "data").absolute(),
        key_file=(folder / "key" / "revierstimme.key").absolute(),
        clock_file=Path(clock_file).absolute() if clock_file else None,
        language=language,
        operator=OPERATOR,
    )
    typer.echo(f"Demo im Ordner {folder}. Alle Daten dort sind Beispiele; Sie können ihn löschen.")
    prepare(config)
    clock = Clock(config.zone, config.clock_file)
    with alone(config), opened(config) as database:
        _seed(database, clock)
        interactive = lines is None and sys.stdin.isatty()
        typer.echo("Schreiben Sie wie im Chat. Mit Strg-D beenden Sie die Demo.\n")
        source_lines = _typed() if interactive else _played(lines)
        write = write_styled if interactive else write_plain
        console = Console(source_lines, write, secrets.token_hex(8))
        asyncio.run(App(config, database, (console,), clock).run())
        _show_results(config, database, write)


def _script(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        refuse(f"{file} ist nicht lesbar: {error}")


async def _typed() -> AsyncIterator[str]:
    """What somebody types, with history; ends with Ctrl-D or Ctrl-C."""
    # Large and slow to load; no other command should pay for it.
    from prompt_toolkit import PromptSession  # noqa: PLC0415
    from prompt_toolkit.formatted_text import ANSI  # noqa: PLC0415
    from prompt_toolkit.history import InMemoryHistory  # noqa: PLC0415

    session: PromptSession[str] = PromptSession(history=InMemoryHistory())
    yield "/start"
    while True:
        try:
            line = await session.prompt_async(ANSI(f"\x1b[36m{PROMPT}\x1b[0m"))
        except (EOFError, KeyboardInterrupt):
            return
        yield line


async def _played(lines: list[str] | None) -> AsyncIterator[str]:
    """A script's lines, or those of the standard input, each shown as if it were typed."""
    for line in ("/start", *(sys.stdin.read().splitlines() if lines is None else lines)):
        typer.echo(f"{PROMPT}{line}")
        yield line


def _seed(database: Database, clock: Clock) -> None:
    """Publish the shipped surveys with made-up ballots, once."""
    if database.do(lambda store: bool(store.surveys.standings())):
        return

    def seed(store: Store) -> None:
        dice = random.Random(SEED)  # noqa: S311
        begin = clock.now() - timedelta(days=9)
        for name in reversed(SHIPPED):
            survey = store.surveys.add(read(shipped(name)))
            store.surveys.publish(survey.id, begin)
            store.surveys.mark_examples(survey.id, BALLOTS)
            for number in range(1, BALLOTS + 1):
                ballot = Ballot(survey.id, survey.version, _made_up(survey, dice))
                store.ballots.cast(ballot, f"{dice.getrandbits(128):032x}")
                if number in (BALLOTS - STEP, BALLOTS):
                    store.ballots.flush()
                    store.surveys.release(survey.id, begin + timedelta(hours=number))

    database.do(seed)


def _made_up(survey: Survey, dice: random.Random) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for question in survey.questions:
        if question.when and not question.when.holds(answers):
            continue
        values = [option.value for option in question.answer.options(("de",), ())]
        match question.answer.__struct_config__.tag:
            case "pick" | "place":
                weights = range(len(values) + 2, 2, -1)
                answers[question.id] = dice.choices(values, weights)[0]
            case "pick_many":
                answers[question.id] = dice.sample(values[:-1], dice.randint(1, 2))
            case "scale":
                answers[question.id] = int(dice.choices(values, (1, 3, 4, 3, 2))[0])
    return answers


def _show_results(config: Config, database: Database, write: Callable[[Rich], None]) -> None:
    typer.echo("\n— Ergebnisse der Demo-Umfragen —\n")
    for name in SHIPPED:
        made = database.look(
            lambda store, name=name: result(  # type: ignore[misc]
                source(store, name, config.operator), config.language, written(config.zone)
            )
        )
        write(as_text(made, config.language))
