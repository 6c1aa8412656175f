"""Abbreviations of time zones behind an hour: `17:00 UTC`, `5 pm ET`. What they mean is data (data/zones.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources

ZONES: Mapping[str, str] = tomllib.loads(
    resources.files("intake.reading").joinpath("data/zones.toml").read_text(encoding="utf-8")
)["zones"]
"""Abbreviation in small letters -> IANA name; "" where it may mean several."""


def zone_of(abbreviation: str, hours: int = 0) -> str | None:
    """The IANA zone of an abbreviation and the whole hours added to it (`UTC+2`); None where it tells none."""
    if not hours:
        return ZONES.get(abbreviation.lower()) or None
    if ZONES.get(abbreviation.lower()) != "UTC" or not -12 <= hours <= 14:
        return None
    return f"Etc/GMT{-hours:+d}"  # POSIX counts them the other way round
