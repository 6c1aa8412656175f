"""Lists move in and out: JSON, CSV, iCalendar, and pages of days and cities kept by hand before."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from intake.cli import cli
from intake.exchange import format_of, readable, writable
from intake.exchange.csv_ import COLUMNS, write
from intake.reading_process import Reader
from render.event import Event
from render.site import Site

NOW = dt.datetime(2027, 3, 10, 12, tzinfo=dt.UTC)
SITE = Site("River Days", "", "events@river.example", ("en",), "UTC", "river.example")
LINES = [
    {"date": "2027-04-02", "start": "16:00", "city": "Köln", "country": "DE", "timezone": "Europe/Berlin",
     "title": "Rheinputz", "link": "https://rheinputz.example/2"},
    {"date": "2027-04-03", "end_date": "2027-04-05", "city": "Valparaíso", "country": "CL", "title": "Festival"},
    {"date": "2027-04-04", "online": True, "title": "=HYPERLINK(\"https://evil.example\")", "organizer": "@club"},
]  # fmt: skip
PAGE = """<html><body><h1>River Days</h1><p>If your event is not listed here, email us and we will add it.</p>
<h2>Friday, 2 April</h2><ul><li>Ghent, Belgium: <a href="https://ghent.example/e/1">Evening walk</a></li>
<li>Utrecht, Netherlands, 14:30: <a href="https://utrecht.example/e/2">Plastic fishing</a></li></ul>
<h2>Saturday, 3 April</h2><ul><li>Bristol, UK: <a href="https://bristol.example/e/3">Canoe clean-up</a></li></ul>
</body></html>"""


class Terminal:
    """Commands over a campaign of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder / "config.toml"
        self.config.write_text('[campaign]\ntitle = "River Days"\ncontact = "events@river.example"\n', encoding="utf-8")

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(cli, ["--config", str(self.config), *words])

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def events(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.run("export").output.splitlines()]


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(seconds=60) as started:
        yield started


def test_what_is_exported_as_json_is_imported_as_the_same_list(terminal: Terminal, tmp_path: Path) -> None:
    told = terminal.run("import", terminal.file("list.jsonl", "\n".join(map(json.dumps, LINES))))
    assert (told.exit_code, told.output) == (0, "3 events are new, 0 were there already\n")
    whole = terminal.events()
    again = terminal.run("import", terminal.file("again.jsonl", "\n".join(map(json.dumps, whole))))
    assert again.output == "0 events are new, 3 were there already\n"
    (tmp_path / "other").mkdir()
    other = Terminal(tmp_path / "other")
    other.run("import", str(tmp_path / "again.jsonl"))
    assert other.events() == whole


def test_csv_goes_out_and_in_again_and_holds_no_formula(terminal: Terminal, tmp_path: Path) -> None:
    terminal.run("import", terminal.file("list.jsonl", "\n".join(map(json.dumps, LINES))))
    assert terminal.run("export", "--to", str(tmp_path / "list.csv")).exit_code == 0
    rows = list(csv.reader(io.StringIO((tmp_path / "list.csv").read_text(encoding="utf-8-sig"))))
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    (tmp_path / "other").mkdir()
    other = Terminal(tmp_path / "other")
    told = other.run("import", str(tmp_path / "list.csv"))
    assert told.exit_code == 0, told.output
    assert {event["title"] for event in other.events()} == {line["title"] for line in LINES}


def test_a_file_whose_name_tells_no_format_is_not_written(terminal: Terminal, tmp_path: Path) -> None:
    told = terminal.run("export", "--to", str(tmp_path / "list.xlsx"))
    assert told.exit_code == 2
    assert "--format csv, ics, json" in told.output
    assert not (tmp_path / "list.xlsx").exists()
    assert terminal.run("export", "--to", str(tmp_path / "list.jsonl")).exit_code == 0


def test_a_city_of_whose_name_there_are_several_is_taken_and_told(terminal: Terminal) -> None:
    page = "<h3>Saturday, 12 June 2027</h3><ul><li>Springfield, 2pm</li><li>Lyon, 3pm</li><li>Leeds, 4pm</li></ul>"
    told = terminal.run("import", terminal.file("list.html", page))
    assert told.exit_code == 0, told.output
    assert told.stderr.startswith("line 1: taken to be in Springfield, ")
    assert len(told.stderr.splitlines()) == 1
    assert len(terminal.events()) == 3


def test_every_public_field_that_a_cell_can_hold_has_a_column() -> None:
    lists = {"links", "coordinates", "sequence", "updated"}
    assert set(COLUMNS) == {field.name for field in dataclasses.fields(Event)} - lists


def test_a_csv_of_days_and_cities_gets_its_countries_and_time_zones(terminal: Terminal) -> None:
    text = "Day;Time;Place;Name;URL\n2027-04-02;16:00;Köln, DE;Rheinputz;https://rheinputz.example/2\n2027-04-03;;Gent;Walk;\n"
    told = terminal.run("import", terminal.file("list.csv", text))
    assert told.exit_code == 0, told.output
    places = {(event["city"], event["country"], event["timezone"]) for event in terminal.events()}
    assert ("Köln", "DE", "Europe/Berlin") in places or ("Cologne", "DE", "Europe/Berlin") in places
    assert any(country == "BE" for _, country, _ in places)


@pytest.mark.parametrize("charset", ["cp1252", "utf-16", "utf-8-sig"])
def test_a_spreadsheets_days_times_and_charset_are_understood(charset: str, terminal: Terminal, tmp_path: Path) -> None:
    text = "Date;Time;City;Country\r\n02.04.2027;18 Uhr;Köln;DE\r\n3.4.2027;18:30-20:00;Zürich;CH\r\n"
    (tmp_path / "list.csv").write_bytes((text + "4 April 2027;6pm;Lübeck;DE\r\n").encode(charset))
    told = terminal.run("import", str(tmp_path / "list.csv"))
    assert told.exit_code == 0, told.output
    assert [(event["date"], event["start"], event["end"], event["city"]) for event in terminal.events()] == [
        ("2027-04-02", "18:00:00", None, "Köln"),
        ("2027-04-03", "18:30:00", "20:00:00", "Zürich"),
        ("2027-04-04", "18:00:00", None, "Lübeck"),
    ]


def test_slashes_mean_what_the_column_tells_and_are_refused_where_nothing_does(terminal: Terminal) -> None:
    told = terminal.run("import", terminal.file("us.csv", "date,city\n4/5/2027,Boston\n4/13/2027,Boston\n"))
    assert told.exit_code == 0, told.output
    assert [event["date"] for event in terminal.events()] == ["2027-04-05", "2027-04-13"]
    told = terminal.run("import", terminal.file("any.csv", "date,city\n4/5/2027,Leeds\n"))
    assert told.exit_code == 1
    assert 'line 2: "4/5/2027" may be 2027-05-04 or 2027-04-05; write which' in told.output


def test_a_csv_of_ours_keeps_its_cities_on_the_map(terminal: Terminal, tmp_path: Path) -> None:
    terminal.run("import", terminal.file("list.csv", "date,city,country\n2027-04-02,Köln,DE\n"))
    (where,) = [event["coordinates"] for event in terminal.events()]
    assert where is not None
    terminal.run("export", "--to", str(tmp_path / "out.csv"))
    (tmp_path / "other").mkdir()
    other = Terminal(tmp_path / "other")
    other.run("import", str(tmp_path / "out.csv"))
    assert [event["coordinates"] for event in other.events()] == [where]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.csv", "city\nKöln\n", 'no column "date" (have: date, start,'),
        ("a.csv", "date,colour\n2027-04-02,red\n", 'no such column "colour"'),
        ("a.ics", "hello", "no iCalendar file"),
        ("a.html", "hello", "no HTML"),
        ("a.html", "<p>hello</p>", "no events were found in it"),
        ("a.json", "[{]", "no JSON"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_one_line(terminal: Terminal, name: str, text: str, words: str) -> None:
    told = terminal.run("import", terminal.file(name, text))
    assert told.exit_code == 1
    assert words in told.output
    assert len(told.output.strip().splitlines()) == 1


def test_a_wrong_row_is_refused_with_its_line_in_the_file_and_the_rest_is_taken(terminal: Terminal) -> None:
    text = "date,city,country\n2027-04-02,Köln,DE\n2027-04-31,Bonn,DE\n2027-04-03,Aachen,DE,more\n2027-04-04,Mainz,DE\n"
    told = terminal.run("import", terminal.file("list.csv", text))
    assert told.exit_code == 1
    assert "line 3: " in told.output
    assert 'write it as "2027-05-01"' in told.output
    assert "line 4: more cells than there are headings" in told.output
    assert "2 events are new" in told.output


def test_a_page_kept_by_hand_is_read_as_a_list(terminal: Terminal) -> None:
    told = terminal.run("import", terminal.file("old.html", PAGE))
    assert told.exit_code == 0, told.output
    found = {(event["city"], event["date"][5:], event["link"]) for event in terminal.events()}  # type: ignore[index]
    assert found == {
        ("Ghent", "04-02", "https://ghent.example/e/1"),
        ("Utrecht", "04-02", "https://utrecht.example/e/2"),
        ("Bristol", "04-03", "https://bristol.example/e/3"),
    }


# Lists as they were kept by hand: headings over lists, a table, lines in a paragraph, a content system's blocks.
KEPT = {
    "headings over lists, links named after cities": (
        """<html lang="en"><nav><ul><li><a href="/">Home</a></li></ul></nav><h1>River Days</h1>
<p>Actions from 2 to 4 April 2027. Not listed? <a href="mailto:events@river.example">Email us</a>.</p>
<h3>Friday, April 2</h3><ul>
<li><a href="https://a.example/1">Berlin, Germany</a> – 16:00, Oranienplatz</li>
<li>São Paulo, Brazil (18h, MASP)</li></ul>
<h3>Saturday, April 3</h3>
<ul><li><a href="https://a.example/4">London, UK</a> - 12 noon, Parliament Square</li>
<li>Tokyo, Japan</li></ul></html>""",
        {
            ("04-02", "16:00:00", "Berlin", "https://a.example/1", None),
            ("04-02", "18:00:00", "São Paulo", None, None),
            ("04-03", "12:00:00", "London", "https://a.example/4", None),
            ("04-03", None, "Tokyo", None, None),
        },
    ),
    "a place in words, with a link of one word": (
        """<html lang="en"><h2>Friday, April 2</h2><ul>
<li><strong>New York City, USA</strong>: 3pm at Foley Square. <a href="https://e.example/1">March</a></li>
<li><strong>London, UK</strong>: noon, in front of City Hall. <a href="https://e.example/2">Event</a></li></ul></html>""",
        {
            ("04-02", "15:00:00", "New York City", "https://e.example/1", None),
            ("04-02", "12:00:00", "London", "https://e.example/2", None),
        },
    ),
    "a table": (
        """<html lang="de"><table><tr><th>Datum</th><th>Uhrzeit</th><th>Ort</th><th>Treffpunkt</th></tr>
<tr><td>Fr, 02.04.2027</td><td>16:00</td><td><a href="https://b.example/1">Köln</a></td><td>Rheinpark</td></tr>
<tr><td>Sa, 03.04.2027</td><td>11 Uhr</td><td><a href="https://b.example/3">Wien</a></td><td></td></tr></table>""",
        {
            ("04-02", "16:00:00", "Köln", "https://b.example/1", None),
            ("04-03", "11:00:00", "Wien", "https://b.example/3", None),
        },
    ),
    "lines in a paragraph": (
        """<html lang="es"><p><strong>Viernes 2 de abril de 2027</strong><br>Sevilla, España – 19:30 – Plaza Nueva<br>
Buenos Aires, Argentina – 17 h – Obelisco – <a href="https://c.example/3">evento</a></p>
<p><strong>Sábado 3 de abril de 2027</strong><br>Bogotá, Colombia – 10:00 – Plaza de Bolívar</p></html>""",
        {
            ("04-02", "19:30:00", "Sevilla", None, None),
            ("04-02", "17:00:00", "Buenos Aires", "https://c.example/3", None),
            ("04-03", "10:00:00", "Bogotá", None, None),
        },
    ),
    "blocks of WordPress": (
        """<html lang="fr-FR"><div class="entry-content"><!-- wp:heading -->
<h2 class="wp-block-heading">Vendredi 2 avril</h2><!-- /wp:heading --><!-- wp:list --><ul class="wp-block-list">
<!-- wp:list-item --><li><strong>Lyon</strong> : 14h30, place Bellecour</li><!-- /wp:list-item -->
<!-- wp:list-item --><li><strong>Bruxelles</strong>, Belgique : 16h00 – <a href="https://d.example/3">évènement</a></li>
<!-- /wp:list-item --></ul><!-- /wp:list --><h2 class="wp-block-heading">Samedi 3 avril</h2>
<!-- wp:paragraph --><p><strong>Genève</strong>, Suisse – 10h, jardin anglais</p><!-- /wp:paragraph --></div>
<script>var next = "Friday 9 April, Berlin";</script></html>""",
        {
            ("04-02", "14:30:00", "Lyon", None, None),
            ("04-02", "16:00:00", "Bruxelles", "https://d.example/3", None),
            ("04-03", "10:00:00", "Genève", None, None),
        },
    ),
}


@pytest.mark.parametrize(("page", "expected"), KEPT.values(), ids=KEPT)
def test_pages_of_many_forms_are_read_and_no_title_is_made_up(
    page: str, expected: set[tuple[str | None, ...]], reader: Reader
) -> None:
    found = set()
    for _, values in readable()["html"].read(page.encode(), NOW, reader):
        assert isinstance(values, dict), values
        found.add((values["date"][5:], values["start"], values["city"], values["link"], values["title"]))
    assert found == expected


def test_a_calendar_goes_out_and_in_again(terminal: Terminal, tmp_path: Path) -> None:
    terminal.run("import", terminal.file("list.jsonl", json.dumps(LINES[0])))
    assert terminal.run("export", "--to", str(tmp_path / "list.ics")).exit_code == 0
    assert (tmp_path / "list.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    (tmp_path / "other").mkdir()
    other = Terminal(tmp_path / "other")
    told = other.run("import", str(tmp_path / "list.ics"))
    assert told.exit_code == 0, told.output
    (event,) = other.events()
    assert (event["date"], event["start"], event["city"]) == ("2027-04-02", "16:00:00", "Köln")


def test_a_calendar_of_ours_gives_no_event_a_title_or_venue_that_it_had_not(terminal: Terminal, tmp_path: Path) -> None:
    bare = [
        {"date": "2027-04-02", "start": "14:00", "city": "Berlin", "country": "DE", "venue": "Brandenburger Tor"},
        {"date": "2027-04-03", "city": "Hamburg", "country": "DE"},
        {"date": "2027-04-04", "city": "London", "country": "GB", "venue": "Parliament Square"},
    ]
    terminal.run("import", terminal.file("list.jsonl", "\n".join(map(json.dumps, bare))))
    terminal.run("export", "--to", str(tmp_path / "list.ics"))
    (tmp_path / "other").mkdir()
    other = Terminal(tmp_path / "other")
    told = other.run("import", str(tmp_path / "list.ics"))
    assert told.exit_code == 0, told.output
    names = ("date", "start", "city", "country", "venue", "title")
    assert [[event[name] for name in names] for event in other.events()] == [
        [event[name] for name in names] for event in terminal.events()
    ]
    assert other.events()[0]["venue"] == "Brandenburger Tor"


def test_a_whole_file_is_undone_at_once(terminal: Terminal) -> None:
    terminal.run("import", terminal.file("list.jsonl", "\n".join(map(json.dumps, LINES))))
    terminal.run("undo")
    assert terminal.events() == []


def test_formats_are_told_by_the_ends_of_names() -> None:
    assert [format_of(name) for name in ("a.csv", "B.ICS", "page.htm", "x.jsonl", "x.doc")] == [
        "csv", "ics", "html", "json", None,
    ]  # fmt: skip
    assert set(readable()) == {"csv", "html", "ics", "json"}
    assert set(writable()) == {"csv", "ics", "json"}


def test_every_cell_that_could_act_in_a_spreadsheet_is_disarmed() -> None:
    values = ["=1+1", "+1", "-1", "@x", "\t=1", "a\u202e\u009b31m\x1b[2Jb\r\n=1", "fine"]
    events = [
        Event(
            str(number), dt.date(2027, 4, 2), None, None, None, None, value, None, None, None, None, None, None, (),
            None, "scheduled", 0, NOW,
        )
        for number, value in enumerate(values)
    ]  # fmt: skip
    cells = [row[9] for row in csv.reader(io.StringIO(write(SITE, events).decode("utf-8-sig")))][1:]
    assert cells == ["'=1+1", "'+1", "'-1", "'@x", "'=1", "a31m[2Jb =1", "fine"]
