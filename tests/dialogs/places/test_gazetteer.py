"""What people type, and where they are, against the official lists and a corpus."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.places import FILES, read, verdicts
from dialogs.places import Found, Region, regions, shipped_places, with_names
from dialogs.places.points import municipality_at
from dialogs.places.region import CITIES, rows, text

PLACES = shipped_places()
WHOLE_CITIES = frozenset(CITIES.values())


def keys(found: Found) -> set[str]:
    return {region.key for region in found.regions}


def named(name: str) -> set[str]:
    """The municipalities in which something bears the name."""
    return {row["ags"] for row in rows("places") if row["name"] == name} | {
        row["ags"] for row in rows("villages") if row["name"] == name
    }


@pytest.mark.parametrize("row", rows("municipalities"), ids=lambda row: row["ags"])
def test_every_municipality_is_found_by_its_name(row: dict[str, str]) -> None:
    for name in (row["name"], row["name"].upper(), row["official_name"]):
        found = PLACES.find(name)
        assert row["ags"] in keys(found)
        if len(named(row["name"])) == 1:
            assert (found.status, keys(found)) == ("found", {row["ags"]})


@pytest.mark.parametrize("row", rows("municipalities"), ids=lambda row: row["ags"])
def test_every_municipality_is_found_by_its_point(row: dict[str, str]) -> None:
    found = PLACES.at(float(row["lat"]), float(row["lon"]))
    assert (found.status, keys(found)) == ("found", {row["ags"]})


@pytest.mark.parametrize("row", rows("districts"), ids=lambda row: row["district_ags"])
def test_every_district_is_found_by_its_names(row: dict[str, str]) -> None:
    key = CITIES.get(row["district_ags"], row["district_ags"])
    for name in (row["name"], row["short_name"]):
        assert keys(PLACES.find(name)) == {key}


def test_every_current_postal_code_names_its_municipalities() -> None:
    codes: dict[str, set[str]] = {}
    for row in rows("postal_codes"):
        if row["kind"] == "municipality":
            codes.setdefault(row["plz"], set()).add(row["ags"])
    assert len(codes) == 164
    for code, meant in codes.items():
        found = PLACES.find(code)
        assert keys(found) == meant
        assert found.status == ("found" if len(meant) == 1 else "ambiguous")


def test_every_quarter_and_village_is_found_by_its_name() -> None:
    for row in rows("places"):
        found = PLACES.find(row["name"])
        assert row["ags"] in keys(found), row["name"]
        if row["kind"] == "city_quarter" and found.status == "ambiguous":
            # "Zentrum" and "Altstadt" are asked about, and what two share a name.
            assert row["name"] in ("Zentrum", "Altstadt") or len(named(row["name"])) > 1


def test_every_alias_is_understood() -> None:
    for row in rows("aliases"):
        meant = {CITIES.get(key, key) for key in row["targets"].split()}
        assert keys(PLACES.find(row["alias"])) == meant, row["alias"]


@pytest.mark.parametrize(
    ("said", "status", "meant"),
    [
        ("Leipzig", "found", "14713000"),
        ("Kreis Leipzig", "found", "14729"),
        ("Halle a. d. Saale", "found", "15002000"),
        ("Eilenbrug", "found", "14730110"),
        ("nahe Borna", "found", "14729050"),
        ("Köthen", "found", "15082180"),
        ("Koethen", "found", "15082180"),
        ("Kothen", "found", "15082180"),
        ("Weissenfels", "found", "15084550"),
        ("4668", "ambiguous", "14729160 14729330 14729340"),
        ("4435", "found", "14730270"),
        ("O4435", "found", "14730270"),
        ("D-04838 Eilenburg", "found", "14730110"),
        ("Löbnitz bei Delitzsch", "found", "14730180"),
        ("Muldentalkreis", "found", "14729"),
        ("L", "ambiguous", "14713000 14729"),
        ("Naundorf", "ambiguous", "14730210 16077044"),
        ("Thüringen", "ambiguous", "16077"),
        ("Naumburg in Hessen", "outside", ""),
        ("Halle in Westfalen", "outside", ""),
        ("Dresden", "outside", ""),
        ("DD", "outside", ""),
        ("01067", "outside", ""),
        ("weiß nicht", "none", ""),
        ("00000", "none", ""),
        ("", "none", ""),
    ],
)
def test_what_people_type_is_understood(said: str, status: str, meant: str) -> None:
    found = PLACES.find(said)
    assert (found.status, keys(found)) == (status, set(meant.split()))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_corpus_is_understood(file: object) -> None:
    """Table: `python -m benchmarks.places`; `unseen.csv` is not to be tuned for."""
    total: Counter[str] = Counter()
    for counts in verdicts(read(file), PLACES).values():  # type: ignore[arg-type]
        total += counts
    assert total["wrong"] / total.total() < 0.005
    assert total["right"] / total.total() > 0.94


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(52.52, 13.40), (54.5, 7.5), (0, 0), (-90, 180), (50.0, 12.0), (51.34, -12.37)],
)
def test_a_point_elsewhere_is_outside(lat: float, lon: float) -> None:
    assert PLACES.at(lat, lon) == Found("outside")


@pytest.mark.parametrize(
    ("lat", "lon"), [(math.nan, 12), (51, math.inf), (91, 12), (51, 181), (-91, 0)]
)
def test_what_is_no_point_is_nothing(lat: float, lon: float) -> None:
    assert PLACES.at(lat, lon) == Found("none")


def test_on_a_border_one_of_the_neighbours_is_found() -> None:
    """Every corner and middle of an edge between two municipalities; a hair beside it, too."""
    shapes = msgspec.json.decode(text("municipalities.geojson"))["features"]
    edges: dict[frozenset[tuple[float, float]], set[str]] = {}
    for shape in shapes:
        polygons = shape["geometry"]["coordinates"]
        for polygon in [polygons] if shape["geometry"]["type"] == "Polygon" else polygons:
            for ring in polygon:
                points = [(x, y) for x, y in ring]
                for one, other in pairwise(points):
                    edges.setdefault(frozenset((one, other)), set()).add(shape["id"])
    shared = [(tuple(edge), both) for edge, both in edges.items() if len(both) == 2]
    assert len(shared) > 5000
    for ((ax, ay), (bx, by)), both in shared[::7]:
        x, y = (ax + bx) / 2, (ay + by) / 2
        assert municipality_at(y, x) in both


@given(st.floats(50.8, 52.2), st.floats(10.8, 13.3))
def test_no_point_is_in_two_municipalities(lat: float, lon: float) -> None:
    found = PLACES.at(lat, lon)
    assert (found.status, len(found.regions)) in (("found", 1), ("outside", 0))


@given(st.text(max_size=300))
def test_anything_is_answered(said: str) -> None:
    found = PLACES.find(said)
    assert (found.status == "found") <= (len(found.regions) == 1)
    assert (found.status in ("none", "outside")) == (not found.regions)


def test_names_of_ones_own_are_known_as_well() -> None:
    own = with_names([("Zum Waldfrieden", "14730110"), ("Kleinkleckersdorf", "14729160")])
    assert keys(own.find("kleinkleckersdorf")) == {"14729160"}
    assert keys(own.find("Kleinkleckersdorff")) == {"14729160"}
    assert own.find("Zum Waldfrieden").status == "found"
    assert PLACES.find("Kleinkleckersdorf").status != "found"
    assert with_names([]) is PLACES


def test_regions_know_where_they_lie() -> None:
    assert len(regions()) == 177 + 7
    eilenburg = regions()["14730110"]
    assert isinstance(eilenburg, Region)
    assert eilenburg.within("14730")
    assert not eilenburg.within("14729")
    assert regions()["14713000"].within("14713")
    assert regions().keys() >= WHOLE_CITIES
