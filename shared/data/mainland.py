"""Makes mainland.bin and mainland-check.csv: where mainland China is (D-41), small enough for a phone.

README.md beside this file says where the borders come from and how to run it.
"""

import math
import random
from pathlib import Path

import numpy
from shapely import STRtree, get_parts, prepare
from shapely.geometry import LineString, Point, Polygon, box
from shapely.ops import nearest_points, unary_union
from timezonefinder import TimezoneFinder

METRES = 6_371_008.8 * math.pi / 180  # of a degree of latitude
OWN = ("Asia/Shanghai", "Asia/Urumqi")
NEAR = 0.01  # degrees: an edge this near to another state's zone is a border, any other the open sea
# Parts wholly south of this are reefs of the Spratlys, Scarborough and Macclesfield, held by several states or under water.
REEFS = 15.6

# Finest first. The last sheet is the whole country, with the finer boxes filled in.
# Units per degree, box (west, south, east, north), tolerance in metres on borders and at sea, smallest ring in km².
SHEETS = [
    (20_000, (113.45, 22.05, 114.60, 22.65), 8.0, 8.0, 0.005),
    (2_000, None, 200.0, 2_000.0, 0.3),
]


def zone(finder, name):
    polygons = finder.get_geometry(tz_name=name, coords_as_pairs=True)
    return [Polygon(rings[0], rings[1:]) for rings in polygons]


def pieces(polygon, size=20):
    """The edge of a polygon as short lines, which an index can tell apart."""
    for ring in (polygon.exterior, *polygon.interiors):
        points = numpy.asarray(ring.coords)
        for at in range(0, len(points) - 1, size):
            yield LineString(points[at : at + size + 1])


def mainland(finder):
    """The zones of the mainland less what the source gives to another state as well, and the edges of all others."""
    ours = unary_union([polygon for name in OWN for polygon in zone(finder, name)])
    around = box(*ours.bounds).buffer(NEAR)
    prepare(around)
    others = []
    for name in finder.timezone_names:
        if name.startswith("Asia/") and name not in OWN:
            others += [polygon for polygon in zone(finder, name) if polygon.intersects(around)]
    ours = ours.difference(unary_union(others))
    ours = unary_union([part for part in get_parts(ours) if part.bounds[1] > REEFS or part.bounds[3] > 17])
    return ours, STRtree([line for polygon in others for line in pieces(polygon)])


def rings_of(area, smallest):
    for part in get_parts(area):
        if part.geom_type != "Polygon":
            continue
        for ring in (part.exterior, *part.interiors):
            shape = Polygon(ring)
            if shape.area * METRES**2 * math.cos(math.radians(shape.centroid.y)) / 1e6 >= smallest:
                yield numpy.asarray(ring.coords)[:-1]


def thin(points, tolerance):
    """Douglas and Peucker's way on an open line, `tolerance` in metres. The first and the last point stay."""
    flat = points * METRES
    flat[:, 0] *= math.cos(math.radians(points[:, 1].mean()))
    keep = numpy.zeros(len(points), bool)
    keep[0] = keep[-1] = True
    stack = [(0, len(points) - 1)]
    while stack:
        first, last = stack.pop()
        if last - first < 2:
            continue
        start, way = flat[first], flat[last] - flat[first]
        inner = flat[first + 1 : last] - start
        length = way @ way
        along = numpy.clip(inner @ way / length, 0, 1) if length else numpy.zeros(len(inner))
        off = numpy.hypot(*(inner - along[:, None] * way).T)
        worst = int(off.argmax())
        if off[worst] > tolerance:
            middle = first + 1 + worst
            keep[middle] = True
            stack += [(first, middle), (middle, last)]
    return points[keep]


def simplified(ring, others, border, sea):
    near = numpy.zeros(len(ring), bool)
    near[numpy.unique(others.query([Point(p) for p in ring], predicate="dwithin", distance=NEAR)[0])] = True
    turns = [at for at in range(len(ring)) if near[at] != near[at - 1]]
    if not turns:
        # One kind all around: two halves, cut at the point farthest from the first.
        far = int(numpy.hypot(*(ring - ring[0]).T).argmax())
        turns = [0, far]
    out = []
    for start, end in zip(turns, turns[1:] + [turns[0] + len(ring)]):
        run = ring[numpy.arange(start, end + 1) % len(ring)]
        # A run may be as long as the country, but `thin` measures at one latitude.
        for piece in range(0, len(run) - 1, 400):
            line = run[piece : piece + 401]
            out += list(thin(line, border if near[start] else sea)[:-1])
    return numpy.array(out)


def quantised(ring, units):
    points = numpy.rint(ring * units).astype(int)
    return points[numpy.any(points != numpy.roll(points, 1, axis=0), axis=1)]


def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def signed(number):
    return varint(number * 2 if number >= 0 else -number * 2 - 1)


def write(rings, units, bounds):
    out = varint(units) + b"".join(signed(round(edge * units)) for edge in bounds) + varint(len(rings))
    for points in rings:
        out += varint(len(points))
        last = (0, 0)
        for lon, lat in points.tolist():
            out += signed(lon - last[0]) + signed(lat - last[1])
            last = (lon, lat)
    return out


def metres(point, edges):
    """To the nearest of the edges, and where on it."""
    at = nearest_points(point, edges.geometries[edges.query_nearest(point)[0]])[1]
    return math.hypot((at.x - point.x) * math.cos(math.radians(point.y)), at.y - point.y) * METRES, at


def scattered(area, others, dice, count, within, least, most):
    """Points at `least` to `most` metres from a border inside a box, and whether they are in the area."""
    edges = STRtree([line for part in get_parts(area) for line in pieces(part)])
    lines = [line for line in edges.geometries[edges.query(within)] if within.contains(line)]
    while count:
        way = dice.choice(lines).interpolate(dice.random(), normalized=True)
        off, turn = dice.uniform(least, most) / METRES, dice.uniform(0, 2 * math.pi)
        lon, lat = way.x + off * math.cos(turn) / math.cos(math.radians(way.y)), way.y + off * math.sin(turn)
        point = Point(round(lon, 5), round(lat, 5))
        distance, nearest = metres(point, edges)
        if least <= distance <= most and len(others.query(nearest, predicate="dwithin", distance=NEAR)):
            yield point, distance, area.contains(point)
            count -= 1


def parity(rings, units, bounds, point):
    inside = False
    for ring in rings:
        x, y = ring[:, 0] - point.x * units, ring[:, 1] - point.y * units
        x2, y2 = numpy.roll(x, -1), numpy.roll(y, -1)
        cross = (y > 0) != (y2 > 0)
        inside ^= bool(numpy.sum(x[cross] - y[cross] * (x2 - x)[cross] / (y2 - y)[cross] > 0) % 2)
    return inside


def worst(area, others, dice, made, within, most):
    """The distance of the point farthest from the true border that stands on the wrong side."""
    far = 0.0
    for point, distance, truth in scattered(area, others, dice, 5_000, within, 0, most):
        if parity(*made, point) != truth:
            far = max(far, distance)
    return far


def main():
    area, others = mainland(TimezoneFinder(in_memory=True))
    prepare(area)
    data, boxes, check, dice = b"", [], [], random.Random(41)
    for units, bounds, border, sea, smallest in SHEETS:
        if bounds:
            # A little over the box, so that no edge of the cut stands on the box's edge.
            part = area.intersection(box(*bounds).buffer(0.01, join_style="mitre"))
            boxes.append(box(*bounds))
        else:
            part, bounds = unary_union([area, *boxes]), area.bounds
        rings = [quantised(simplified(ring, others, border, sea), units) for ring in rings_of(part, smallest)]
        rings = [points for points in rings if len(points) > 2]
        made = write(rings, units, bounds)
        data += made
        least = border + 0.75 * METRES / units
        within = box(*bounds)
        far = worst(part, others, dice, (rings, units, bounds), within, 2 * least)
        print(f"{units}: {len(rings)} rings, {sum(map(len, rings))} points, {len(made)} bytes, right but for {far:.0f} m")
        check += list(scattered(part, others, dice, 400, within, least, 8 * least))
    here = Path(__file__).parent
    (here / "mainland.bin").write_bytes(data)
    lines = [f"{point.y:.5f},{point.x:.5f},{int(truth)}\n" for point, _, truth in check]
    (here / "mainland-check.csv").write_text("lat,lon,mainland\n" + "".join(lines))


if __name__ == "__main__":
    main()
