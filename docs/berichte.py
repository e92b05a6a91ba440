"""Makes the pictures of reports and posters in the guides: `uv run python -m docs.berichte`.

They show the survey that docs/unterdrueckung.md tells of; a test compares them with what lies
there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files as resources
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from bot.days import written
from bot.posters.poster import Size, sheet
from bot.printing import printed
from bot.reaching import Route
from bot.reports.layout import Layout
from bot.reports.report import report
from bot.results.breakdown import breakdown, divider
from bot.results.counting import crossed
from bot.results.source import Source
from dialogs.surveys.survey import Survey
from dialogs.surveys.tally import Tallies, Tally, counted

HERE = Path(__file__).parent
BEGUN, ENDED = datetime(2026, 11, 2, 12, tzinfo=UTC), datetime(2026, 11, 29, 12, tzinfo=UTC)
ASKER = "Bündnis Beispiel e. V."
PEOPLE = {"14713": 60, "14730": 40, "15088": 30, "16077": 4}
RAW = {
    "id": "bus",
    "title": {"de": "Der Bus"},
    "opening": {"de": "Wir wollen wissen, wer Bus fährt, und was ihm dabei fehlt."},
    "results": "after_close",
    "minutes": 1,
    "questions": [
        {"id": "where", "text": {"de": "Wo wohnen Sie?"}, "answer": {"type": "place"}},
        {
            "id": "rides",
            "text": {"de": "Fahren Sie Bus?"},
            "answer": {
                "type": "pick",
                "choices": [
                    {"value": "yes", "label": {"de": "Ja"}},
                    {"value": "no", "label": {"de": "Nein"}},
                ],
            },
        },
    ],
}


def files() -> Iterator[tuple[Path, bytes]]:
    """Every picture with its content."""
    survey = msgspec.convert(RAW, Survey)
    yield HERE / "bilder" / "ergebnis-nach-region.png", _regions(survey)
    routes = (
        Route(
            "Telegram", "@mitreden_bot", "https://t.me/mitreden_bot?start=B7K4M_R2D2X", "pressed"
        ),
        Route(
            "Matrix",
            "@mitreden:beispiel.de",
            "https://matrix.to/#/@mitreden:beispiel.de",
            "written",
        ),
    )
    made = sheet(survey, ASKER, routes, "R2D2X", "Rathaus", Size.A6, "de")
    template = Path(str(resources("bot.posters").joinpath("poster.typ")))
    yield HERE / "bilder" / "aushang-a6.png", printed(made, "png", template)


def _regions(survey: Survey) -> bytes:
    homes = [home for home, number in PEOPLE.items() for _ in range(number)]
    ballots = [{"where": h, "rides": ("yes", "no")[n % 2]} for n, h in enumerate(homes)]
    tally = Tally()
    for ballot in ballots:
        tally.add(counted(survey, ballot))
    shown = Source(survey, "closed", Tallies(tally, tally), 0, BEGUN, ENDED, ASKER)
    lines = [msgspec.json.encode(ballot).decode() for ballot in ballots]
    by = crossed(survey, lines, divider(shown, "region"))
    day = written(ZoneInfo("Europe/Berlin"))
    made = breakdown(shown, "region", by, "de", day)
    return printed(Layout(report(made, survey, "de")).picture(), "png")


if __name__ == "__main__":
    for path, content in files():
        path.write_bytes(content)
