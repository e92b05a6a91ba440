#!/usr/bin/env -S uv run --script
# /// script
# requires-python = ">=3.11"
# dependencies = ["shapely==2.2.0"]
# ///
"""Makes bot/reports/borders.json: the districts as a small map, from municipalities.

    .ci/borders.py

Neighbours keep sharing their edges; what is smaller on paper than a line is left out.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import shapely
from shapely.affinity import affine_transform
from shapely.geometry import shape

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "dialogs" / "places" / "data" / "municipalities.geojson"
TARGET = ROOT / "bot" / "reports" / "borders.json"
WIDTH = 1000
COARSE, SMALLEST = 2.0, 60.0
"""Of a map that is WIDTH wide: how far a line may move, and the least area of an island."""


def main() -> None:
    """Dissolve, project, simplify, write."""
    features = json.loads(SOURCE.read_text("utf-8"))["features"]
    keys = sorted({feature["id"][:5] for feature in features})
    districts = [
        shapely.union_all([shape(f["geometry"]) for f in features if f["id"][:5] == key])
        for key in keys
    ]
    west, south, east, north = shapely.union_all(districts).bounds
    # At this size of region the middle parallel makes as good a map as any projection.
    narrow = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * narrow)
    matrix = [narrow * scale, 0, 0, -scale, -west * narrow * scale, north * scale]
    flat = [affine_transform(district, matrix) for district in districts]
    simple = shapely.coverage_simplify(flat, COARSE)
    made = {key: _drawn(area) for key, area in zip(keys, simple, strict=True)}
    height = round((north - south) * scale)
    text = json.dumps({"width": WIDTH, "height": height, "districts": made}, separators=(",", ":"))
    TARGET.write_text(text + "\n", "utf-8")


def _drawn(area: shapely.Geometry) -> dict[str, object]:
    parts = [part for part in getattr(area, "geoms", [area]) if part.area >= SMALLEST]
    middle = shapely.maximum_inscribed_circle(max(parts, key=lambda part: part.area), 1.0)
    x, y = middle.coords[0]
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    kept = [ring for ring in rings if shapely.Polygon(ring).area >= SMALLEST]
    lines = [[[round(x), round(y)] for x, y in ring.coords[:-1]] for ring in kept]
    return {"at": [round(x), round(y)], "rings": lines}


if __name__ == "__main__":
    main()
