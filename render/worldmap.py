"""Where cities lie on the page's world map: the projection that the land of templates/site/map.svg was drawn in."""

from __future__ import annotations

import math
from collections.abc import Iterable

from render import cleaning
from render.colours import both
from render.places import City
from render.templating import Templates

WIDTH, HEIGHT = 640, 277
LINKED, FEWER, CROWDED = 100, 60, 150
"""How many cities, those with the most coming events, are links: fewer where there are over `CROWDED` of them.

The others are dots, so that the map stays small.
"""
EXACT, DOTS = 300, 950
"""How many dots are drawn where they are, and how many there are at most: the map stays below 5 kB compressed."""

_NORTH, _SOUTH = 84.0, -56.0
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = math.sqrt(3) / 2


def _project(latitude: float, longitude: float) -> tuple[float, float]:
    """The Equal Earth projection (Savric, Patterson and Jenny, 2018): degrees to units of the globe's radius."""
    angle = math.asin(_M * math.sin(math.radians(latitude)))
    square = angle * angle
    sixth = square * square * square
    x = math.radians(longitude) * math.cos(angle)
    x /= _M * (_A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square))
    return x, angle * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))


_EAST, _TOP = _project(0, 180)[0], _project(_NORTH, 0)[1]
_SCALE = WIDTH / (2 * _EAST)


def position(latitude: float, longitude: float) -> tuple[int, int]:
    """A place on the map, in its units from the left and from the top, moved to the edge when it lies beyond."""
    x, y = _project(min(_NORTH, max(_SOUTH, latitude)), min(180.0, max(-180.0, longitude)))
    return round((x + _EAST) * _SCALE), round((_TOP - y) * _SCALE)


def draw(templates: Templates, accent: str, cities: Iterable[City]) -> bytes:
    """The map with a dot for each city that has coordinates; links are relative to the list's own folder."""
    placed = [(city, position(*where)) for city in cities if (where := city.coordinates)]
    placed.sort(key=lambda pair: (-len(pair[0].coming), pair[0].folder))
    number = LINKED if len(placed) <= CROWDED else FEWER
    linked = [(x, y, city.shown, f"{city.folder}/index.html") for city, (x, y) in placed[:number]]
    taken = {(x, y) for x, y, _, _ in linked}
    rest = {where for _, where in placed[number:]} - taken
    light, dark = both(accent)
    text = templates.render(
        "map.svg",
        cities=[(x, y, cleaning.text(name), href) for x, y, name, href in linked],
        dots=_dots(rest),
        light=light,
        dark=dark,
    )
    return text.strip().encode()


def _dots(places: Iterable[tuple[int, int]]) -> str:
    """Dots as one path, each a step from the one before; where there are many, those that nearly meet are one."""
    exact, step = set(places), 1
    dots = exact
    while len(dots) > (EXACT if step == 1 else DOTS):
        step += 1
        dots = {(x - x % step + step // 2, y - y % step + step // 2) for x, y in exact}
    path, last = [], (0, 0)
    for x, y in sorted(dots, key=lambda dot: (dot[1], dot[0])):
        right, down = x - last[0], y - last[1]
        path.append(f"m{right}{'' if down < 0 else ' '}{down}h0")
        last = x, y
    return "M" + "".join(path)[1:] if path else ""


def icon(accent: str) -> bytes:
    """The page's small sign in the browser's tab: a dot in the accent's colour."""
    light, dark = both(accent)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><style>circle{fill:'
        f"{light}}}@media(prefers-color-scheme:dark){{circle{{fill:{dark}}}}}</style>"
        '<circle cx="8" cy="8" r="7"/></svg>\n'
    ).encode()
