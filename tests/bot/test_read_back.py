"""What is printed is read back by software that has nothing to do with ours (ZXing, qpdf)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import zxingcpp
from PIL import Image

import bot.posters
from bot.posters.poster import Sheet, Size, poster_pdf, sheet
from bot.printing import printed
from bot.reaching import Route
from bot.reports.writing import Format, written
from dialogs.surveys import shipped
from dialogs.surveys.reading import read
from dialogs.texts import LANGUAGES
from tests.bot.reports.making import hostile, reports
from tests.bot.test_telegram import PATIENCE, folder, telegram

__all__ = ["folder"]
LONG = "x" * 32
ROUTES = (
    Route("Telegram", "@mitreden_bot", "https://t.me/mitreden_bot?start=B7K4M_R2D2X", "pressed"),
    Route("Matrix", f"@{LONG}:example.org", f"https://matrix.to/#/@{LONG}:example.org", "written"),
)
SHORT = (Size.A4, "de")
SHEETS = [
    pytest.param(size, language, marks=[] if (size, language) == SHORT else pytest.mark.chaos)
    for size in Size
    for language in LANGUAGES
]
"""One by default: each is set by the real typesetter."""
SHOWN_TEXT = {"Tj", "TJ", "'", '"'}


def poster(size: Size, language: str) -> Sheet:
    survey = read(shipped("erwartungen"))
    return sheet(survey, "Bündnis e. V.", ROUTES, "R2D2X", "Rathaus", size, language)


def codes_in(image: Image.Image) -> set[str]:
    return {one.text for one in zxingcpp.read_barcodes(image)}


# Posters, and codes in a terminal.


@pytest.mark.parametrize(("size", "language"), SHEETS)
def test_the_codes_of_a_poster_lead_where_they_should(size: Size, language: str) -> None:
    with as_file(files(bot.posters).joinpath("poster.typ")) as template:
        picture = printed(poster(size, language), "png", template)
    links = {route.url for route in ROUTES}
    with Image.open(io.BytesIO(picture)) as opened:
        image = opened.convert("L")
    assert codes_in(image) == links
    # As somebody takes it in passing: at an angle, small, and pale.
    askew = image.rotate(11, expand=True, fillcolor=255).point(lambda ink: 90 + ink // 2)
    assert codes_in(askew.resize((askew.width * 3 // 4, askew.height * 3 // 4))) == links


def drawn(lines: list[str]) -> Image.Image:
    """What a terminal shows of half blocks, light on dark."""
    upper, lower = "█▀", "█▄"
    rows = [
        row for line in lines for row in ([c in upper for c in line], [c in lower for c in line])
    ]
    width = max(map(len, rows))
    image = Image.new("L", (width, len(rows)), 0)
    for y, row in enumerate(rows):
        for x, lit in enumerate(row):
            image.putpixel((x, y), 255 * lit)
    return image.resize((width * 6, len(rows) * 6), Image.Resampling.NEAREST)


@pytest.mark.chaos
async def test_the_code_of_an_invitation_makes_somebody_an_organiser(folder: Path) -> None:
    async with telegram(folder) as (server, bot):
        bot.env["REVIERSTIMME_OPERATOR__NAME"] = "Bündnis Beispiel"
        told = await bot.command("organiser", "invite", "--name", "Frau Anders")
        plain = re.sub(r"\x1b\[[\d;]*m", "", told)
        shown = [line for line in plain.splitlines() if set("█▀▄") & set(line)]
        (link,) = codes_in(drawn(shown))
        assert link in told
        name, _, start = link.removeprefix("https://t.me/").partition("?start=")
        assert name == server.world.bot["username"]
        await bot.start()
        anna = server.person(7)
        anna.starts(start)
        await anna.waits_for("Bündnis Beispiel", PATIENCE)
        await bot.stop()


# Accessible PDFs (PDF/UA-1, ISO 14289-1).


def elements(element: Any) -> Iterator[Any]:
    """A structure element and all within it."""
    yield element
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from elements(kid)


def structure(pdf: pikepdf.Pdf) -> list[Any]:
    root = pdf.Root.StructTreeRoot
    kids = root.K if isinstance(root.K, pikepdf.Array) else [root.K]
    return [one for kid in kids for one in elements(kid)]


def assert_accessible(content: bytes, language: str, title: str) -> None:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert (
            pdf.check_pdf_syntax() == [] if hasattr(pdf, "check_pdf_syntax") else not pdf.check()
        )
        root = pdf.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang).startswith(language)
        assert root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
            assert title in about["dc:title"]
        found = structure(pdf)
        assert_told_in_words(found)
        assert_tables(found)
        for page in pdf.pages:
            assert_all_marked(page)
            assert_fonts_can_be_read(page)


def assert_told_in_words(found: list[Any]) -> None:
    """Each picture has an alternative; headings begin at the first level and skip none."""
    figures = [one for one in found if one.S == "/Figure"]
    assert all(str(one.get("/Alt", "")).strip() for one in figures)
    levels = [int(str(one.S)[2:]) for one in found if re.fullmatch(r"/H\d", str(one.S))]
    assert all(new <= old + 1 for old, new in zip([0, *levels], levels, strict=False))


def assert_tables(found: list[Any]) -> None:
    """Rows of cells, the first of them headings with a scope."""
    for table in (one for one in found if one.S == "/Table"):
        cells = [one for one in elements(table) if one.S in ("/TH", "/TD")]
        assert any(one.S == "/TH" for one in cells)
        for head in (one for one in cells if one.S == "/TH"):
            assert "/Scope" in str(head.get("/A", "")) or "/Headers" in str(head.get("/A", ""))


def assert_all_marked(page: pikepdf.Page) -> None:
    """Whatever is written belongs to an element, or is said to be decoration."""
    depth = 0
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        depth += name in ("BDC", "BMC")
        depth -= name == "EMC"
        assert name not in SHOWN_TEXT or depth, f"unmarked: {operands}"
    assert depth == 0


def assert_fonts_can_be_read(page: pikepdf.Page) -> None:
    """They are in the file, and what they write can be copied and read aloud."""
    for font in page.Resources.get("/Font", {}).values():
        assert "/ToUnicode" in font
        (inner,) = font.DescendantFonts
        described = inner.FontDescriptor
        assert {"/FontFile2", "/FontFile3"} & set(described.keys())


@pytest.mark.parametrize(("size", "language"), SHEETS)
def test_posters_can_be_read_aloud(size: Size, language: str) -> None:
    made = poster(size, language)
    content = poster_pdf(made)
    assert_accessible(content, made.language, made.title)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        told = [str(one.Alt) for one in structure(pdf) if one.S == "/Figure"]
    assert all(any(route.url in alt for alt in told) for route in ROUTES)


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.chaos)])
def test_results_can_be_read_aloud(seed: int) -> None:
    made = reports(seed)
    assert made
    for one in (made[0], *made[1:2]):
        assert_accessible(written(one, Format.PDF), "de", one.made.title)


def test_so_can_texts_that_mean_harm() -> None:
    one = hostile()
    assert_accessible(written(one, Format.PDF), "de", "")


def test_a_document_without_tags_would_be_found() -> None:
    with pikepdf.open(io.BytesIO(poster_pdf(poster(Size.A6, "de")))) as pdf:
        for one in structure(pdf):
            if "/Alt" in one:
                del one["/Alt"]
        stream = io.BytesIO()
        pdf.save(stream)
    with pytest.raises(AssertionError):
        assert_accessible(stream.getvalue(), "de", "")
