"""The names and postal codes of the package's data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .names import Name
from .region import DISTRICTS, STATES, city_or, regions, rows

_LANDS = {"Sachsen": "SN", "Sachsen-Anhalt": "ST", "Thüringen": "TH"}
STATE_DISTRICTS = {
    _LANDS[state]: tuple(city_or(d.key) for d in DISTRICTS if d.state == state)
    for state in STATES.values()
}
"""The districts of ours in each of the three Länder."""


def ours() -> Iterator[Name]:
    """Municipalities, villages, quarters, districts, plates, associations, nicknames."""
    for region in regions().values():
        yield Name(region.name, region.kind, (region.key,), population=region.population)
    for row in rows("places"):
        if row["kind"] != "municipality":
            yield Name(row["name"], row["kind"], (row["ags"],))
    for row in rows("villages"):
        yield Name(row["name"], "village", (row["ags"],))
    for row in rows("aliases"):
        targets = tuple(dict.fromkeys(map(city_or, row["targets"].split())))
        yield Name(row["alias"], row["kind"], targets)
        if row["kind"] == "association":
            # "VG Naunhof": the kind of association is a word round the name.
            yield Name(row["alias"].partition(" ")[2], "members", targets)
    for row in rows("nicknames"):
        yield Name(row["alias"], "nickname", (row["targets"],))


def elsewhere() -> Iterator[Name]:
    """Places in the rest of Germany."""
    for row in rows("elsewhere"):
        yield Name(
            row["name"],
            row["kind"],
            state=row["state"],
            population=int(row["population"]),
            lat=float(row["lat"] or 0),
            lon=float(row["lon"] or 0),
        )


def codes() -> Mapping[str, tuple[str, ...]]:
    """Postal code → the municipalities that it covers now, or else covered once."""
    now: dict[str, dict[str, None]] = {}
    once: dict[str, dict[str, None]] = {}
    for row in rows("postal_codes"):
        current = row["kind"] == "municipality"
        (now if current else once).setdefault(row["plz"], {})[row["ags"]] = None
    return {code: tuple(keys) for code, keys in (once | now).items()}
