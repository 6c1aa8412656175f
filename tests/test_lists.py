"""Lists of events in the layouts that people use, in every language: `tests/lists/<language>.toml`.

Each file has three cities (and their names in the index of places, where these differ), their venues, ways to write
three days and three hours, the labels of fields, and sentences around a list. To add a way to write a day or an hour,
add a line to `days` or `hours`: Friday 15, Saturday 16 and Friday 22 November 2019, at 18:00, 19:30 and 11:00.
"""

from __future__ import annotations

import datetime as dt
import html
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest

from intake.reading.message import read
from intake.reading.proposal import Context
from intake.reading.propose import propose

LISTS = Path(__file__).parent / "lists"
DAYS = (dt.date(2019, 11, 15), dt.date(2019, 11, 16), dt.date(2019, 11, 22))
HOURS = (dt.time(18), dt.time(19, 30), dt.time(11))
LINKS = tuple(f"https://garden.example/{name}" for name in ("leaf", "root", "seed"))


@dataclass(frozen=True)
class Row:
    """One event of a list as it is written."""

    day: str
    hour: str
    city: str
    venue: str
    link: str

    def parts(self, order: str) -> list[str]:
        """The fields that there are, in an order such as "day hour city"."""
        return [value for name in order.split() if (value := getattr(self, name))]


Labels = dict[str, str]


def joined(order: str, sign: str, mark: str = "") -> Callable[[Sequence[Row], Labels], str]:
    """Rows with their fields in this order, the link behind them."""

    def write(rows: Sequence[Row], _labels: Labels) -> str:
        return "\n".join(f"{mark}{sign.join(row.parts(order))} {row.link}" for row in rows)

    return write


def labelled(*fields: tuple[str, str]) -> Callable[[Sequence[Row], Labels], str]:
    """Blocks of fields, each a label and what stands behind it."""

    def write(rows: Sequence[Row], labels: Labels) -> str:
        blocks = [
            "\n".join(f"{labels[label]}: {', '.join(parts)}" for label, order in fields if (parts := row.parts(order)))
            for row in rows
        ]
        return "\n\n".join(blocks)

    return write


def headed(head: str, below: str, sign: str = "\n", mark: str = "") -> Callable[[Sequence[Row], Labels], str]:
    """A heading for each event, `{day}` or `{city}` with what sets it off, and the other fields below it."""

    def write(rows: Sequence[Row], _labels: Labels) -> str:
        blocks = []
        for row in rows:
            title = head.format(day=row.day, city=row.city, line="-" * len(row.city))
            blocks.append(f"{title}\n{mark}{sign.join(row.parts(below))}")
        return "\n\n".join(blocks)

    return write


def table(order: str) -> Callable[[Sequence[Row], Labels], str]:
    """A table of Markdown with the labels as its head."""
    names = {"day": "date", "hour": "time"}

    def write(rows: Sequence[Row], labels: Labels) -> str:
        head = [labels[names.get(name, name)] for name in order.split()]
        lines = [[getattr(row, name) for name in order.split()] for row in rows]
        return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *lines))

    return write


def hypertext_table(order: str) -> Callable[[Sequence[Row], Labels], str]:
    """A table of HTML with the labels as its head and a link in the last cell."""
    names = {"day": "date", "hour": "time"}

    def write(rows: Sequence[Row], labels: Labels) -> str:
        head = "".join(f"<th>{html.escape(labels[names.get(name, name)])}</th>" for name in order.split())
        lines = ""
        for row in rows:
            cells = "".join(f"<td>{html.escape(getattr(row, name))}</td>" for name in order.split())
            lines += f'<tr>{cells}<td><a href="{row.link}">{html.escape(labels["link"])}</a></td></tr>'
        return f"<table><tr>{head}<th>{html.escape(labels['link'])}</th></tr>{lines}</table>"

    return write


LAYOUTS = {
    "day, hour, city, venue behind bullets": joined("day hour city venue", ", ", "- "),
    "city, day, hour, venue between dashes": joined("city day hour venue", " – "),
    "venue, city, day, hour between bars": joined("venue city day hour", " | "),
    "hour, day, city, venue behind stars": joined("hour day city venue", " - ", "* "),
    "fields: when, where": labelled(("when", "day hour"), ("where", "venue city"), ("link", "link")),
    "fields: where, when": labelled(("where", "venue city"), ("when", "day hour"), ("link", "link")),
    "fields: city, venue, day, hour": labelled(
        ("city", "city"), ("venue", "venue"), ("date", "day"), ("time", "hour"), ("link", "link")
    ),
    "underlined cities": headed("{city}\n{line}", "day hour venue link"),
    "bold days": headed("**{day}**", "city hour link", ", ", "- "),
    "days over bullets": headed("{day}", "city hour venue link", " – ", "- "),
    "a table by day": table("day city venue hour link"),
    "a table by venue": table("venue city day hour link"),
    "a table of HTML": hypertext_table("day city venue hour"),
    "a table of HTML by hour": hypertext_table("hour day city venue"),
}


def mail(text: str) -> bytes:
    """A mail of 7 November 2019 with this text, which may be HTML."""
    message = EmailMessage()
    message["From"], message["Subject"] = "Garden Friends <post@garden.example>", "Garden"
    message["Date"], message["Message-ID"] = "Thu, 07 Nov 2019 09:05:00 +0000", "<list@garden.example>"
    message.set_content(text, subtype="html" if text.startswith("<") else "plain", cte="base64")
    return message.as_bytes()


def events(text: str) -> list[tuple[object, ...]]:
    """Day, hour, city, country, link and Problems of each event read in a mail with this text."""
    message = read(mail(text))
    found = []
    for proposal in propose(message, Context(now=dt.datetime(2019, 11, 7, 9, 5, tzinfo=dt.UTC))).proposals:
        when, place, link = proposal.when(), proposal.where(), proposal.link()
        where = (place.city, place.country) if place else (None, None)
        problems = [problem.code for problem in proposal.problems]
        found.append((when.date, when.start, *where, link.url if link else None, problems))
    return sorted(found, key=str)


def cases() -> list[object]:
    """A case for each language and layout; the ways to write days and hours take turns."""
    return [
        pytest.param(path, layout, number, id=f"{path.stem}-{layout}")
        for path in sorted(LISTS.glob("*.toml"))
        for number, layout in enumerate(LAYOUTS)
    ]


@pytest.mark.parametrize(("path", "layout", "number"), cases())
def test_each_event_of_a_list_has_its_own_day_hour_city_and_link(path: Path, layout: str, number: int) -> None:
    known = tomllib.loads(path.read_text(encoding="utf-8"))
    days, hours = known["days"], known["hours"]
    columns = (days[number % len(days)], hours[number // 2 % len(hours)], known["cities"], known["venues"], LINKS)
    rows = [Row(*values) for values in zip(*columns, strict=True)]
    written = LAYOUTS[layout](rows, known["labels"])
    if not written.startswith("<"):
        closing = "\n".join(known["closing"])
        written = f"{known['intro']}\n\n{written}\n\n{closing}\n"
    names = known.get("names", known["cities"])
    wanted = [
        (day, hour, name, known["country"], link, [])
        for day, hour, name, link in zip(DAYS, HOURS, names, LINKS, strict=True)
    ]
    assert events(written) == sorted(wanted, key=str), written


@pytest.mark.parametrize("path", sorted(LISTS.glob("*.toml")), ids=lambda path: path.stem)
def test_a_row_without_an_hour_among_others_is_an_event_without_one(path: Path) -> None:
    known = tomllib.loads(path.read_text(encoding="utf-8"))
    hours = [known["hours"][0][0], "", known["hours"][0][2]]
    rows = [
        Row(*values) for values in zip(known["days"][0], hours, known["cities"], known["venues"], LINKS, strict=True)
    ]
    found = events(table("venue city day hour link")(rows, known["labels"]))
    assert [(day, hour, problems) for day, hour, *_, problems in found] == [
        (DAYS[0], HOURS[0], []), (DAYS[1], None, ["no_time"]), (DAYS[2], HOURS[2], []),
    ]  # fmt: skip
