"""A file of names is taken whole or not at all, with every problem at its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.places.reading import LARGEST, MOST, Row, Unfit, read


def problems(raw: bytes) -> list[str]:
    with pytest.raises(Unfit) as refused:
        read(raw)
    return refused.value.problems


@pytest.mark.parametrize(
    "raw",
    [
        "name,key\nAm Anger,14730110\nWald,14713\n",
        "Name;Key\r\nAm Anger;14730110\r\n\r\nWald;14713\r\n",
        "\ufeffname,key\n  Am  Anger ,14730110\nWald, 14713000 \n",
    ],
)
def test_a_file_as_spreadsheets_write_it_is_read(raw: str) -> None:
    assert read(raw.encode()) == (Row("Am Anger", "14730110"), Row("Wald", "14713000"))


def test_every_problem_is_told_with_its_place() -> None:
    raw = (
        "name,key\nGut,14730110\n,14730110\nWald,99999\nX,14730110,mehr\n"
        f"{'a' * 81},14730110\nUn\u200bsichtbar,14713\n123,14713\nGut,14730110\n"
    )
    assert problems(raw.encode()) == [
        "Zeile 3, Spalte „name“: der Name fehlt.",
        "Zeile 4, Spalte „key“: „99999“ ist kein Schlüssel aus dem Revier"
        " (Gemeinde: 8 Ziffern, Kreis: 5).",
        "Zeile 5: 3 Spalten, nötig sind zwei (name, key).",
        "Zeile 6, Spalte „name“: 81 Zeichen, höchstens 80 gehen.",
        "Zeile 7, Spalte „name“: unsichtbare Zeichen.",
        "Zeile 8, Spalte „name“: der Name fehlt.",
        "Der Name „Gut“ steht zweimal für 14730110 da.",
    ]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "Kopfzeile"),
        (b"ort,plz\nA,1\n", "Kopfzeile"),
        (b"name,key\n", "keine Namen"),
        (b"name,key\nGr\xfcn,14713\n", "Zeile 2: nicht als UTF-8"),
        (b'name,key\n"offen,14713\n', "kein lesbares CSV"),
        (b"x" * (LARGEST + 1), "größer als 1000 kB"),
        (b"name,key\n" + b"A,14713\n" * (MOST + 1), f"mehr als {MOST} Zeilen"),
    ],
)
def test_a_file_of_no_use_is_refused(raw: bytes, told: str) -> None:
    assert told in "\n".join(problems(raw))


@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: f"name,key\n{text}".encode(errors="replace"))
)
def test_anything_is_read_or_refused(raw: bytes) -> None:
    try:
        rows = read(raw)
    except Unfit as unfit:
        rows = ()
        told = unfit.problems
    else:
        told = []
    assert bool(rows) != bool(told)
