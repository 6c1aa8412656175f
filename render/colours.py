"""The campaign's one colour, moved just far enough from the paper to be read: contrast 7:1 in light and in dark."""

from __future__ import annotations

import colorsys
import re

from PIL import ImageColor

PAPER = (255, 255, 255)
NIGHT = (22, 23, 26)
"""The page's backgrounds in light and in dark, as in templates/site/style.css."""
WANTED = 7.0
"""WCAG 2.2's contrast for small text, level AAA (1.4.6)."""

Colour = tuple[int, int, int]


def parse(colour: str) -> Colour:
    """A CSS colour (#rgb, #rrggbb, rgb(), hsl() or a name) as red, green and blue from 0 to 255. Raises ValueError."""
    return ImageColor.getrgb(re.sub(r"\s+", " ", colour.strip()))[:3]


def luminance(colour: Colour) -> float:
    """Relative luminance from 0 to 1 (WCAG 2.2)."""
    red, green, blue = (part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: Colour, paper: Colour) -> Colour:
    """The colour made darker or lighter, hue kept, until it reaches `WANTED` on the paper."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    step, end = (-0.01, 0.0) if luminance(paper) > 0.5 else (0.01, 1.0)
    while contrast(colour, paper) < WANTED and lightness != end:
        lightness = min(1.0, max(0.0, lightness + step))
        red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
        colour = round(red * 255), round(green * 255), round(blue * 255)
    return colour


def both(colour: str) -> tuple[str, str]:
    """The accent for light and for dark paper, as #rrggbb."""
    chosen = parse(colour)
    light, dark = ("#{:02x}{:02x}{:02x}".format(*readable(chosen, paper)) for paper in (PAPER, NIGHT))
    return light, dark


def accents(colour: str) -> str:
    """The style sheet's first lines: the accent for light and for dark paper."""
    light, dark = both(colour)
    return f":root{{--accent:{light}}}\n@media (prefers-color-scheme:dark){{:root{{--accent:{dark}}}}}\n"
