"""The picture networks show beside a link to the page: the campaign's title, the city, and where it lies, as PNG.

A palette picture of flat areas, so that it is small. The part all pictures of a site share is drawn and compressed
once; for a city only the rows that differ are.
"""

from __future__ import annotations

import io
import re
import struct
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from render import shipped
from render.colours import PAPER, parse, readable

SIZE = (1200, 630)
"""The size networks ask for, in pixels."""

_LEVELS = 12
_ACCENT, _LAND = 12, 13
"""Values of a pixel: 0 to 11 are paper to ink, so that letters have soft edges; then the accent and the land."""
_MARGIN, _TITLE_TOP, _PLACE_TOP, _BAND, _ROWS = 64, 52, 158, 18, 30
_MAP_LEFT, _MAP_TOP, _MAP_SCALE = 300, 226, 1.32
_LAND_COLOUR, _INK = (0xDC, 0xDC, 0xD6), 0x16

_FONTS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("sans.ttf", re.compile("[ -~\xa0-ſƠơƯưȘ-țə\u0300-\u0304\u0306-\u030c΄-ώЀ-џҐґӘәẞẠ-ỹ‐-―‘-„…€№]+")),
    ("arabic.ttf", re.compile("[ !,-.0-:\xa0\u060c\u061b\u061f-\u066d\u0670-\u06d3\u06d5\u06f0-\u06f9\u200c\u200d‐]+")),
    ("hebrew.ttf", re.compile("[ -\xa0\u05b0-\u05c7\u05d0-\u05ea\u05f0-\u05f4‐]+")),
)
"""The fonts that come along and the letters each has; words in other scripts are left out of the picture."""


@lru_cache(maxsize=64)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(io.BytesIO(shipped.data(f"site/fonts/{name}")), size)


def _font_for(text: str) -> str | None:
    return next((name for name, letters in _FONTS if letters.fullmatch(text)), None)


def _write(draw: ImageDraw.ImageDraw, text: str, top: int, size: int, fill: int) -> None:
    """One line of text, smaller when it is long; nothing when no font has its letters."""
    text = unicodedata.normalize("NFC", text)
    name = _font_for(text)
    if name is None:
        return
    room = SIZE[0] - 2 * _MARGIN
    wide = draw.textlength(text, font=_font(name, size))
    if wide > room:
        size = max(28, int(size * room / wide))
        while len(text) > 1 and draw.textlength(text + "…", font=_font(name, size)) > room:
            text = text[:-1].rstrip()
            if draw.textlength(text + "…", font=_font(name, size)) <= room:
                text += "…"
                break
    backwards = any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)
    where = (SIZE[0] - _MARGIN, top) if backwards else (_MARGIN, top)
    draw.text(where, text, fill=fill, font=_font(name, size), anchor="ra" if backwards else "la")


class Pictures:
    """The pictures of one site. `land` is the outline in templates/site/map.svg (a path of M, l and z)."""

    def __init__(self, title: str, accent: str, land: str) -> None:
        # One column more than the picture has: it is 0 and so PNG's filter type "none" at the start of each row.
        self._base = Image.new("L", (SIZE[0] + 1, SIZE[1]), 0)
        draw = ImageDraw.Draw(self._base)
        draw.rectangle((1, 0, SIZE[0], _BAND - 1), fill=_ACCENT)
        for ring in _rings(land):
            draw.polygon([_on_map(x, y) for x, y in ring], fill=_LAND)
        _write(draw, title, _TITLE_TOP, 84, _LEVELS - 1)
        self._palette = _palette(accent)
        self._rows = self._split(self._base.tobytes())
        self._packed = [_deflate(rows) for rows in self._rows]

    def draw(self, place: str, dots: Iterable[tuple[int, int]], radius: int = 9) -> bytes:
        """The picture with a place's name under the title and dots at positions of the world map."""
        image = self._base.copy()
        draw = ImageDraw.Draw(image)
        if place:
            _write(draw, place, _PLACE_TOP, 48, _LEVELS - 1)
        for position in dots:
            x, y = _on_map(*position)
            draw.ellipse((x - radius - 3, y - radius - 3, x + radius + 3, y + radius + 3), fill=0)
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_ACCENT)
        raw = image.tobytes()
        packed = [
            known if rows == before else _deflate(rows)
            for rows, before, known in zip(self._split(raw), self._rows, self._packed, strict=True)
        ]
        data = b"".join((b"\x78\x01", *packed, b"\x03\x00", struct.pack(">I", zlib.adler32(raw))))
        header = struct.pack(">IIBBBBB", *SIZE, 8, 3, 0, 0, 0)
        chunks = ((b"IHDR", header), (b"PLTE", self._palette), (b"IDAT", data), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)

    @staticmethod
    def _split(raw: bytes) -> list[bytes]:
        step = _ROWS * (SIZE[0] + 1)
        return [raw[start : start + step] for start in range(0, len(raw), step)]


def _deflate(rows: bytes) -> bytes:
    """Rows as deflate blocks that stand alone (RFC 1951), so that pictures can share them."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(rows) + packer.flush(zlib.Z_FULL_FLUSH)


def _chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of PNG: length, type, data, CRC."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _palette(accent: str) -> bytes:
    greys = [255 - (255 - _INK) * level // (_LEVELS - 1) for level in range(_LEVELS)]
    colours = [(grey, grey, grey) for grey in greys] + [readable(parse(accent), PAPER), _LAND_COLOUR]
    return bytes(part for colour in colours for part in colour)


def _on_map(x: int, y: int) -> tuple[float, float]:
    return _MAP_LEFT + x * _MAP_SCALE, _MAP_TOP + y * _MAP_SCALE


def _rings(path: str) -> Iterable[list[tuple[int, int]]]:
    for ring in path.split("z"):
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        points = []
        x = y = 0
        for right, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + right, y + down
            points.append((x, y))
        if len(points) > 2:
            yield points


def land(svg: str) -> str:
    """The outline of the land in the map's template, or "" when a theme's map has none."""
    found = re.search(r'<path class="l" d="([^"]*)"', svg)
    return found[1] if found else ""
