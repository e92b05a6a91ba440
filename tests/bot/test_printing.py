"""Printing: real documents by the real typesetter, in a process of its own."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from bot.printing import Bar, Bars, Block, Document, Heading, Lines, Table, Unprintable, printed

HOSTILE = (
    '#panic("x")',
    '#read("/etc/passwd")',
    "*fett* _schräg_ $x^2$ `roh` <marke> @verweis",
    "\\u{1F600} \\ // kein Kommentar /* auch nicht",
    '"; #let told = 1; "',
    "[link](https://example.org) = Überschrift",
)


def document(*blocks: Block, title: str = "Titel", language: str = "de") -> Document:
    return Document(title, language, blocks, "Balken")


def of(*lines: str) -> Document:
    return document(Heading("Frage?"), Lines(lines))


def test_a_pdf_is_tagged_and_says_its_title_and_language() -> None:
    made = printed(document(Lines(("Grüße",)), title="Größe & Güte <1>", language="uk"), "pdf")
    assert made.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in made
    assert b"/MarkInfo" in made
    assert b"/Lang(uk" in made.replace(b"/Lang (", b"/Lang(")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made
    assert "Größe &amp; Güte &lt;1&gt;".encode() in made


def ink(made: Document) -> int:
    """Dark pixels of its picture."""
    with Image.open(io.BytesIO(printed(made, "png"))) as image:
        return sum(image.convert("L").histogram()[:100])


@pytest.mark.parametrize("form", ["pdf", "png"])
def test_the_same_is_always_the_same_bytes(form: str) -> None:
    bars = Bars(("Anzahl", "Antwort"), (Bar(("40", "Ja"), 0.4), Bar(("", "Nein"), 0.95, True)))
    made = document(bars, Table(("A", "B"), (("1", "2"),)))
    assert printed(made, form) == printed(made, form)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_taken_for_markup(text: str) -> None:
    """As a picture it takes as much room as any text; as markup it would end or vanish."""
    assert ink(of(text)) > ink(of("")) + 8 * len(text)
    assert printed(of(text), "pdf").startswith(b"%PDF")


WRITTEN = (
    *(
        "Слава",
        "مرحبا بكم",
        "ґєії",
        "שלום",
        "😀 \U0001f469\u200d\U0001f469\u200d\U0001f467",
        "中文",
    ),
    *("नमस्ते", "a\x00b\x07", "\u202eabc", "\ufffd\u0301", "\U0001f44d\U0001f3fd 1\ufe0f\u20e3"),
)


@pytest.mark.parametrize("text", WRITTEN)
def test_whatever_people_write_is_printed(text: str) -> None:
    """Also what no font has: a mark stands for it."""
    assert printed(of(text), "pdf").startswith(b"%PDF")
    assert printed(of(text), "png").startswith(b"\x89PNG")


def test_a_picture_has_few_colours_and_one_page() -> None:
    with Image.open(io.BytesIO(printed(of(*["Zeile"] * 200), "png"))) as image:
        assert image.mode == "P"
        assert image.height > 3000


def test_what_takes_too_long_is_given_up() -> None:
    with pytest.raises(Unprintable, match="not done"):
        printed(of("x"), "pdf", seconds=0.001)


def test_a_template_that_fails_tells_why(tmp_path: Path) -> None:
    template = tmp_path / "bad.typ"
    template.write_text('#panic("so nicht")')
    with pytest.raises(Unprintable, match="so nicht"):
        printed(of("x"), "pdf", template)


def test_a_template_that_never_ends_is_ended(tmp_path: Path) -> None:
    template = tmp_path / "long.typ"
    template.write_text("#let f(n) = range(100000000).map(m => m * n).sum()\n#f(3)")
    with pytest.raises(Unprintable):
        printed(of("x"), "pdf", template, seconds=2)
