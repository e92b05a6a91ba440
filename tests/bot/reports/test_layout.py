"""Reports on paper and as pictures: what they show, and that no meaning hangs on colour."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot.printing import Bars, Heading, Lines, Map
from bot.reports.layout import Layout
from bot.reports.pictures import MOST, sketches
from bot.reports.report import Report, report
from bot.reports.writing import Format, written
from bot.results.breakdown import REGION
from dialogs.places import DISTRICTS
from tests.bot.reports.making import asked, hostile, reports
from tests.bot.results.making import Case, choices


def maps(made: Report) -> list[Map]:
    return [block for block in Layout(made).whole().blocks if isinstance(block, Map)]


def regional(**where: int) -> tuple[Case, Report, Report]:
    """So many from each district (`d14713`); half of them ride."""
    rides = {"id": "rides", "answer": {"type": "pick", "choices": choices(2)}}
    survey = asked({"id": "where", "answer": {"type": "place"}}, rides)
    ballots = [
        {"where": key[1:], "rides": f"o{n % 2}"}
        for key, number in where.items()
        for n in range(number)
    ]
    true = Case(survey, ballots)
    whole = report(true.result(), survey, "de")
    return true, whole, report(true.breakdown("region"), survey, "de")


def test_a_map_hatches_what_is_told_together_and_names_it() -> None:
    _, whole, divided = regional(d14713=60, d14730=40, d15088=30, d16077=4)
    people, again, share = *maps(whole), *maps(divided)
    assert people.areas == again.areas
    plain = {area.name: area.label for area in people.areas if not area.hatched}
    assert plain == {"Leipzig (Stadt)": "60", "Nordsachsen": "40"}
    hatched = {area.name for area in people.areas if area.hatched}
    assert hatched == {d.short_name for d in DISTRICTS} - plain.keys()
    assert all(area.label == "" for area in people.areas if area.hatched)
    (_, words) = people.legend[-1]
    assert people.legend[-1][0] == -1
    assert "schraffiert" in words
    assert "Saalekreis" in words
    assert "34 Teilnehmende" in words
    assert "60" in people.alt
    assert "schraffiert" in people.alt
    assert {area.label for area in share.areas} == {"", "50 %"}
    assert "bkg.bund.de" in people.source


def test_of_few_a_land_is_told_once() -> None:
    _, whole, _ = regional(d14713=20, d14730=18, d15088=30)
    (shown,) = maps(whole)
    told = {area.name: area.label for area in shown.areas if area.label}
    assert told == {"Sachsen": "38"}
    assert sum(not area.hatched for area in shown.areas) == 3, "all districts of that Land"


def test_every_shade_is_in_the_legend_and_every_number_on_the_map() -> None:
    for made in (one for seed in range(40) for one in reports(seed)):
        for shown in maps(made):
            shades = {area.shade for area in shown.areas if not area.hatched}
            assert shades == {shade for shade, _ in shown.legend if shade >= 0}
            assert any(area.hatched for area in shown.areas) is (shown.legend[-1][0] == -1)
            assert all(area.label in shown.alt for area in shown.areas)


def test_a_scale_is_on_no_map() -> None:
    survey = asked(
        {"id": "mood", "answer": {"type": "scale", "least": 14, "most": 16}},
        {"id": "rides", "answer": {"type": "pick", "choices": choices(2)}},
    )
    ballots = [{"mood": 14 + n % 3, "rides": f"o{n % 2}"} for n in range(120)]
    assert maps(report(Case(survey, ballots).breakdown("mood"), survey, "de")) == []


def test_numbers_stand_before_every_bar_and_the_note_below_all() -> None:
    for seed in range(20):
        for made in reports(seed):
            blocks = Layout(made).picture().blocks
            for bars in (block for block in blocks if isinstance(block, Bars)):
                assert bars.head[:2] == ("Anzahl", "Anteil")
                assert all(0 <= row.share <= 1 for row in bars.rows)
                assert all(row.hatched is (not row.cells[0]) for row in bars.rows)
            assert blocks[-1] == Lines(made.note, fine=True)
            assert "Nicht repräsentativ" in " ".join(made.note)


def test_pictures_for_a_chat_are_few_and_told_in_words() -> None:
    found = mapped = 0
    for seed in range(30):
        whole, *divided = reports(seed)
        drawn = sketches(whole)
        assert len(drawn) <= MOST
        assert all(one.alt and len(one.alt) < 1024 for one in drawn)
        assert all(one.document.blocks[-1] == Lines(whole.note, fine=True) for one in drawn)
        for one in divided:
            maps = sketches(one)
            assert len(maps) <= MOST
            assert not maps or one.made.by == REGION  # type: ignore[union-attr]
            assert all(0 < len(sketch.alt) < 1024 for sketch in maps)
            assert all(s.document.blocks[-1] == Lines(one.note, fine=True) for s in maps)
            mapped += len(maps)
        found += len(drawn)
    assert found > 20
    assert mapped


def test_a_survey_of_few_has_no_picture() -> None:
    survey = asked({"id": "rides", "answer": {"type": "pick", "choices": choices(2)}})
    assert sketches(report(Case(survey, [{"rides": "o0"}] * 9).result(), survey, "de")) == ()


def test_headings_never_skip_a_level() -> None:
    for seed in range(20):
        for made in reports(seed):
            levels = [b.level for b in Layout(made).whole().blocks if isinstance(b, Heading)]
            assert all(new <= old + 1 for old, new in zip([0, *levels], levels, strict=False))


@pytest.mark.parametrize("seed", range(3))
def test_whole_reports_are_printed_alike_each_time(seed: int) -> None:
    for made in reports(seed)[:2]:
        pdf = written(made, Format.PDF)
        assert pdf == written(made, Format.PDF)
        assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf


def test_hostile_texts_are_printed() -> None:
    assert written(hostile(), Format.PDF).startswith(b"%PDF")
    with Image.open(io.BytesIO(written(hostile(), Format.PNG))) as image:
        assert image.width == 907
