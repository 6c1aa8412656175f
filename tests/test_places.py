"""The place index: names in any script and language, its size and speed, and what it says when it is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from intake.reading import places
from intake.reading.places import Index, IndexMissing, city_around, country_of, fold, lookup, place_for, search
from intake.reading.places.layout import NAMES_FILE, PLACES_FILE

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("name", "main", "country"),
    [
        ("Köln", "Köln", "DE"),
        ("KOELN", "Köln", "DE"),
        ("Cologne", "Köln", "DE"),
        ("Warszawa", "Warsaw", "PL"),
        ("İstanbul", "Istanbul", "TR"),
        ("القاهرة", "Cairo", "EG"),
        ("Москва", "Moscow", "RU"),
        ("Αθήνα", "Athens", "GR"),
        ("ירושלים", "Jerusalem", "IL"),
        ("東京", "Tokyo", "JP"),
        ("서울", "Seoul", "KR"),
        ("تهران", "Tehran", "IR"),
        ("sao paulo", "São Paulo", "BR"),
        ("ＰＡＲＩＳ", "Paris", "FR"),
        ("Aix en Provence", "Aix-en-Provence", "FR"),
    ],
)
def test_a_city_is_known_by_its_names_in_any_script(name: str, main: str, country: str) -> None:
    cities = [entry for entry in lookup(name) if entry.kind == "city"]
    assert (cities[0].name, cities[0].country) == (main, country)


def test_a_city_has_its_region_coordinates_time_zone_and_population() -> None:
    [entry, *_] = [one for one in lookup("Atlanta") if one.kind == "city"]
    assert (entry.region, entry.code, entry.timezone) == ("Georgia", "GA", "America/New_York")
    assert entry.latitude == pytest.approx(33.749, abs=0.01)
    assert entry.longitude == pytest.approx(-84.388, abs=0.01)
    assert entry.population > 400_000


def test_georgia_is_a_country_and_a_state() -> None:
    kinds = {(entry.kind, entry.country) for entry in lookup("Georgia")}
    assert {("country", "GE"), ("region", "US")} <= kinds


@pytest.mark.parametrize(
    ("name", "code"), [("Allemagne", "DE"), ("日本", "JP"), ("Ukraine", "UA"), ("de", "DE"), ("Neverland", None)]
)
def test_a_country_is_known_by_its_names_in_any_language_and_by_its_code(name: str, code: str | None) -> None:
    assert country_of(name) == code


def test_an_edit_finds_the_city_in_the_country_and_region_it_names() -> None:
    found = [place_for("Springfield", "US", region) for region in ("Illinois", "MO", "Massachusetts")]
    assert [entry and entry.region for entry in found] == ["Illinois", "Missouri", "Massachusetts"]
    assert place_for("Köln", "Atlantis") is None
    assert place_for("Nowhere at all") is None


def test_suggestions_begin_with_the_prefix_and_come_by_population_and_country() -> None:
    assert [entry.name for entry in search("münch", limit=1)] == ["Munich"]
    assert search("paris", countries=("US",))[0].country == "US"
    assert search("p") == ()


def test_near_keeps_what_lies_within_the_distance() -> None:
    landau = [entry for entry in lookup("Landau") if entry.kind == "city"]
    karlsruhe = place_for("Karlsruhe", "DE")
    assert karlsruhe is not None
    assert [entry.name for entry in places.near(tuple(landau), (karlsruhe,), 60)] == ["Landau in der Pfalz"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Łódź", "lodz"),
        ("Großröhrsdorf", "GROSSROHRSDORF"),
        ("İzmir", "izmir"),
        ("Ёлкино", "елкино"),
        ("الإسكندرية", "الاسكندريه"),
        ("کابل", "كابل"),
        ("ｵｵｻｶ", "オオサカ"),
        ("Saint-Étienne", "saint etienne"),
        ("Sønderborg", "Sonderborg"),
    ],
)
def test_two_ways_of_writing_a_name_fold_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_a_voicing_mark_is_part_of_a_japanese_name() -> None:
    assert fold("ガ") != fold("カ")


def test_a_missing_index_says_how_it_is_made(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match=r"pip install -e \."):
        Index(tmp_path)


def test_a_damaged_index_is_refused_and_not_read(tmp_path: Path) -> None:
    (tmp_path / PLACES_FILE).write_bytes(b"something else entirely")
    (tmp_path / NAMES_FILE).write_bytes(b"")
    with pytest.raises(IndexMissing, match="of another version"):
        Index(tmp_path)


def test_the_index_is_opened_without_going_through_its_places_and_stays_out_of_memory() -> None:
    """In a process of its own: what opening it calls, and what it and two hundred look-ups add to the memory."""
    code = """
import resource
import marisa_trie, json, mmap
from intake.reading.places import index, lookup
from tests.parts.growth import calls
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
called = calls(index)
for name in ["Paris", "Köln", "東京", "Springfield"] * 50:
    lookup(name)
print(called, len(index()), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    called, cities, megabytes = map(int, done.stdout.split())
    assert called < cities / 10
    assert megabytes < 30


def test_the_index_is_built_only_when_its_sources_changed(tmp_path: Path) -> None:
    sys.path.insert(0, str(Path(places.__file__).parent))
    try:
        import build_index
    finally:
        sys.path.pop(0)
    assert build_index.up_to_date(build_index.HERE)
    assert not build_index.up_to_date(tmp_path)
    content = bytearray((build_index.HERE / PLACES_FILE).read_bytes()[:200_000])
    (tmp_path / NAMES_FILE).write_bytes(b"")
    content = content.replace(build_index.stamp().encode(), b"0" * 64)
    (tmp_path / PLACES_FILE).write_bytes(bytes(content))
    assert not build_index.up_to_date(tmp_path)


def test_the_licence_of_the_data_lies_beside_it() -> None:
    text = (Path(places.__file__).parent / "LICENSE.md").read_text(encoding="utf-8")
    assert "GeoNames" in text
    assert "Creative Commons Attribution 4.0" in text


def test_a_district_of_a_great_city_is_told_from_a_town_beside_it() -> None:
    def around(name: str, country: str) -> str | None:
        place = place_for(name, country)
        assert place is not None
        city = city_around(place.country, place.region, place.latitude, place.longitude)
        return city.name if city else None

    assert around("Moabit", "DE") == "Berlin"
    assert around("Potsdam", "DE") is None
    assert around("Berlin", "DE") is None
    assert around("Landau", "DE") is None
