"""Projects, simplifies and quantises the outlines, keeping shared borders shared."""

import json
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import shapely  # type: ignore[import-untyped]  # not a dependency of the product

from amparo.kernel.places.projection import LAT_0, LON_0, RADIUS_M, project
from places.source import Unit

QUANTUM_M = 200
# Metres; the simplifier drops vertices whose triangle is smaller than the tolerance squared.
COARSE_M, FINE_M, NORTH_M, ISTHMUS_M, ISLANDS_M = 15_000, 5_000, 10_000, 2_000, 400
# Rings smaller than this go, unless they are the unit's largest. Square kilometres.
COARSE_RING_KM2, FINE_RING_KM2, NORTH_RING_KM2 = 500, 10, 400

# Fine detail is spent where a map zooms in most. A border between two zones is simplified twice
# and may differ by a few kilometres, so zones are cut inside countries, never along a frontier.
ZONES = {
    "north": ("CA", "GL", "PM", "US"),
    "islands": ("AG", "BB", "DM", "GD", "KN", "LC", "TT", "VC"),
    "isthmus": ("BZ", "CR", "GT", "HN", "NI", "PA", "SV"),
}
ZONE_EXCEPTIONS = {
    **dict.fromkeys(("US-AZ", "US-CA", "US-NM", "US-TX"), "rest"),  # they touch Mexico
    **dict.fromkeys(("CO-CHO", "MX-CAM", "MX-CHP", "MX-ROO", "MX-TAB"), "isthmus"),
}
DETAIL = {
    "north": (NORTH_M, NORTH_RING_KM2),
    "islands": (ISLANDS_M, 0),
    "isthmus": (ISTHMUS_M, FINE_RING_KM2),
    "rest": (FINE_M, FINE_RING_KM2),
}

Outlines = dict[str, Any]
Line = list[int]


def projected(geometries: Iterable[dict[str, Any]]) -> Any:
    """One projected shape out of several GeoJSON geometries."""
    shapes = [shapely.make_valid(shapely.from_geojson(json.dumps(g))) for g in geometries]
    joined = shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)
    return shapely.transform(joined, _project_points)


def _project_points(points: Any) -> Any:
    for point in points:
        point[0], point[1] = project(lat=point[1], lon=point[0])
    return points


def write_shapes(path: Path, units: dict[str, Unit], context: dict[str, Any]) -> Outlines:
    """Write both levels of detail, one outline per line; returns the projected originals."""
    originals = {code: projected(unit.geometries) for code, unit in units.items()}
    lands = {f"ctx-{land}": projected(parts) for land, parts in context.items()}
    everything = originals | lands
    levels = {"coarse": _level(_coarse(everything)), "fine": _level(_fine(everything))}
    head = {"lat_0": LAT_0, "lon_0": LON_0, "radius_m": RADIUS_M, "quantum_m": QUANTUM_M}
    path.write_text(_as_text(head, levels), encoding="utf-8")
    return originals


def _as_text(head: dict[str, float], levels: dict[str, dict[str, dict[str, Any]]]) -> str:
    blocks = [f'"projection":{json.dumps(head)}']
    for level, kinds in levels.items():
        for kind, shapes in kinds.items():
            lines = (
                f'"{key}":{json.dumps(shape, separators=(",", ":"))}'
                for key, shape in sorted(shapes.items())
            )
            blocks.append(f'"{level}_{kind}":{{\n' + ",\n".join(lines) + "\n}")
    return "{" + ",\n".join(blocks) + "}\n"


def _coarse(everything: Outlines) -> list[Outlines]:
    return [_simplified(everything, COARSE_M, COARSE_RING_KM2)]


def _fine(everything: Outlines) -> list[Outlines]:
    zones: dict[str, Outlines] = {name: {} for name in DETAIL}
    for key, shape in everything.items():
        zones[_zone(key)][key] = shape
    return [_simplified(shapes, *DETAIL[name]) for name, shapes in zones.items()]


def _zone(key: str) -> str:
    if key in ZONE_EXCEPTIONS:
        return ZONE_EXCEPTIONS[key]
    return next((zone for zone, lands in ZONES.items() if _country(key) in lands), "rest")


def _simplified(shapes: Outlines, tolerance_m: float, smallest_km2: float) -> Outlines:
    keys = list(shapes)
    simpler = shapely.coverage_simplify([shapes[key] for key in keys], tolerance_m)
    return {k: _without_specks(s, smallest_km2) for k, s in zip(keys, simpler, strict=True)}


def _without_specks(shape: Any, smallest_km2: float) -> Any:
    parts = sorted(shapely.get_parts(shape), key=lambda part: -part.area)
    kept = [part for part in parts if part.area >= smallest_km2 * 1e6] or parts[:1]
    return shapely.MultiPolygon(kept)


def _level(groups: list[Outlines]) -> dict[str, dict[str, Any]]:
    shapes = {key: shape for group in groups for key, shape in group.items()}
    rings = {key: _rings(shape) for key, shape in shapes.items()}
    return {
        "units": {key: value for key, value in rings.items() if not key.startswith("ctx-")},
        "context": {k.removeprefix("ctx-"): v for k, v in rings.items() if k.startswith("ctx-")},
        "borders": _borders(groups),
    }


def _rings(shape: Any) -> list[Line]:
    rings = [ring for part in shape.geoms for ring in (part.exterior, *part.interiors)]
    lines = [_quantised(ring.coords[:-1]) for ring in rings]
    return [line for line in lines if len(line) >= 6] or [_dot(shape)]


def _quantised(points: Iterable[tuple[float, float]]) -> Line:
    """The first point, then steps; a point that falls on its neighbour goes."""
    grid = [(round(x / QUANTUM_M), round(y / QUANTUM_M)) for x, y in points]
    steps = ((b[0] - a[0], b[1] - a[1]) for a, b in pairwise(grid))
    return [*grid[0], *(number for step in steps if step != (0, 0) for number in step)]


def _dot(shape: Any) -> Line:
    """A triangle of one quantum for what vanishes on the grid: every unit keeps an outline."""
    return [round(shape.centroid.x / QUANTUM_M), round(shape.centroid.y / QUANTUM_M), 1, 0, 0, 1]


def _borders(groups: list[Outlines]) -> dict[str, list[Line]]:
    """Lines where two countries meet, by pair of countries."""
    lines: dict[str, list[Line]] = defaultdict(list)
    for group in groups:
        for pair, shared in sorted(_shared_lines(group).items()):
            merged = shapely.line_merge(shapely.union_all(shared))
            for line in shapely.get_parts(merged):
                lines[pair].append(_quantised(line.coords))
    return dict(lines)


def _shared_lines(group: Outlines) -> dict[str, list[Any]]:
    keys, shapes = list(group), list(group.values())
    tree = shapely.STRtree(shapes)
    shared: dict[str, list[Any]] = defaultdict(list)
    for first, second in zip(*tree.query(shapes, predicate="touches"), strict=True):
        pair = sorted((_country(keys[first]), _country(keys[second])))
        if first < second and pair[0] != pair[1]:
            line = shapely.intersection(shapes[first].boundary, shapes[second].boundary)
            parts = shapely.get_parts(line)
            shared["-".join(pair)] += [part for part in parts if part.length > 0]
    return shared


def _country(key: str) -> str:
    return key.removeprefix("ctx-")[:2]
