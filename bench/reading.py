"""How right and how fast reading is, in one table.

Accuracy: set INTAKE_LETTERS to a folder of labelled letters (NNN.json with subject, from, sent, body, html, lang,
kind and the expected events under "gold"); without it that half is left out and said so. Speed: every sample mail
and two hostile ones of 50 kB, as ratios to mail-parser alone on the same bytes in the same run.

    python bench/reading.py
"""

from __future__ import annotations

import datetime as dt
import json
import os
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import mailparser

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from intake.reading.message import Unreadable, read
from intake.reading.proposal import Context, Link, Proposal, Reading
from intake.reading.propose import propose

CASES = Path(__file__).resolve().parent.parent / "tests" / "messages"
FIELDS = ("date", "time", "place", "link")
NO_EVENT = ("negative", "cancel")


def mail_of(letter: dict[str, Any]) -> bytes:
    """The mail that a labelled letter stands for."""
    name, address = parseaddr(letter["from"])
    mail = EmailMessage()
    mail["Subject"] = " ".join(letter["subject"].split())
    known = address if address.isascii() and "@" in address else "sender@example.org"
    mail["From"] = Address(" ".join(name.split()), addr_spec=known)
    mail["Date"] = dt.datetime.fromisoformat(letter["sent"])
    body, html = letter.get("body") or "", letter.get("html")
    if body.strip():
        mail.set_content(body, cte=None if body.isascii() else "base64")
        if html:
            mail.add_alternative(html, subtype="html")
    else:
        mail.set_content(html or "", subtype="html")
    return mail.as_bytes()


def reading_of(raw: bytes) -> Reading:
    """What is read from a mail at the time it was sent."""
    message = read(raw)
    return propose(message, Context(now=message.sent or dt.datetime(2026, 1, 1, tzinfo=dt.UTC)))


def url(address: str | None) -> str | None:
    """An address as it is compared: without scheme, www., a closing slash and tracking parameters."""
    if not address:
        return None
    plain = address.split("#")[0].partition("://")[2] or address
    head, _, query = plain.removeprefix("www.").partition("?")
    kept = [one for one in query.split("&") if one and not one.startswith(("utm_", "fbclid", "ref", "share", "source"))]
    return head.rstrip("/").lower() + ("?" + "&".join(sorted(kept)) if kept else "")


def right(proposal: Proposal, gold: dict[str, Any]) -> dict[str, bool]:
    """Which fields of a proposal are those of an expected event."""
    when, place, link = proposal.when(), proposal.where(), proposal.link()
    city = (place.city or "").casefold() if place else ""
    cities = {name.casefold() for name in (*(gold.get("city_ok") or ()), gold.get("city")) if name}
    countries = gold.get("country_ok") or [gold.get("country")]
    starts = gold.get("start_ok") or [gold.get("start_time")]
    links = {url(one) for one in (gold.get("link_ok") or [gold.get("link")])}
    return {
        "date": (when.date.isoformat() if when.date else None) == gold["date"],
        "time": (when.start.strftime("%H:%M") if when.start else None) in starts,
        "place": (city in cities if gold.get("city") else not city) and (place.country if place else None) in countries,
        "link": url(link.url if isinstance(link, Link) else None) in links,
    }


def pairs(proposals: Iterable[Proposal], golds: list[dict[str, Any]]) -> dict[int, tuple[Proposal, dict[str, bool]]]:
    """Each expected event with the proposal nearest to it, best pairs first."""
    ranked = sorted(
        (
            (-sum(weight * marks[name] for name, weight in zip(FIELDS, (4, 1, 3, 2), strict=True)), number, order, one)
            for number, one in enumerate(proposals)
            for order, gold in enumerate(golds)
            if any((marks := right(one, gold)).values())
        ),
        key=lambda item: item[:3],
    )
    used: set[int] = set()
    matched: dict[int, tuple[Proposal, dict[str, bool]]] = {}
    for _, number, order, one in ranked:
        if number not in used and order not in matched:
            used.add(number)
            matched[order] = (one, right(one, golds[order]))
    return matched


def accuracy(folder: Path) -> list[tuple[str, ...]]:
    """The rows of the table of letters: by field, for all, each kind and each language."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for path in sorted(folder.glob("*.json")):
        letter = json.loads(path.read_text(encoding="utf-8"))
        proposals = [one for one in reading_of(mail_of(letter)).proposals if one.about != "cancel"]
        for group in ("all", letter["kind"], letter["lang"]):
            tally(counts[group], letter, proposals)
    order = sorted(counts, key=lambda group: (group != "all", len(group) < 3, group))
    return [row(group, counts[group]) for group in order]


def tally(count: Counter[str], letter: dict[str, Any], proposals: list[Proposal]) -> None:
    """Add one letter to a group's counts."""
    count["letters"] += 1
    if letter["kind"] in NO_EVENT:
        count["none"] += 1
        count["none_wrong"] += bool(proposals)
        return
    matched = pairs(proposals, letter["gold"])
    for order, gold in enumerate(letter["gold"]):
        if gold.get("optional"):
            continue
        count["events"] += 1
        if order not in matched:
            continue
        proposal, marks = matched[order]
        for name in FIELDS:
            count[name] += marks[name]
        count["whole"] += marks["date"] and marks["place"] and marks["link"]
        if not proposal.problems:
            count["clean"] += 1
            count["clean_right"] += marks["date"] and marks["time"] and marks["place"]


def row(group: str, count: Counter[str]) -> tuple[str, ...]:
    """A group's counts as a row of the table."""

    def share(part: int, whole: int) -> str:
        return f"{100 * part / whole:.1f} %" if whole else "-"

    events = count["events"]
    return (
        group,
        str(count["letters"]),
        str(events),
        *(share(count[name], events) for name in (*FIELDS, "whole")),
        share(count["none_wrong"], count["none"]),
        share(count["clean"], events),
        share(count["clean_right"], count["clean"]),
    )


def seconds(action: Callable[[], object], rounds: int) -> float:
    """The best of some rounds, in seconds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        best = min(best, time.perf_counter() - start)
    return best


def hostile(size: int) -> dict[str, bytes]:
    """Two large mails: every word a date, and a mixture of everything."""
    head = b"Subject: list\r\nFrom: a@example.org\r\nDate: Tue, 07 Apr 2026 10:00:00 +0200\r\n\r\n"
    dates = b"12.05. 14:00 Bonn, 3 May 5pm https://a.example/x " * (size // 50)
    mixed = ("Am Samstag um 18 Uhr in Köln! «Fête» 5月3日 (日) ... > quoted\n" * (size // 64)).encode()
    return {
        f"{size // 1000} kB of dates": head + dates,
        f"{size // 1000} kB mixed": head.replace(b"\r\n\r\n", b"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n")
        + mixed,
    }


def speed() -> list[tuple[str, ...]]:
    """The rows of the table of speed; ratios are to mail-parser alone on the same bytes."""
    mails = [path.read_bytes() for path in sorted(CASES.glob("*/mail.eml"))]
    for raw in mails[:3]:
        reading_of(raw)
    ours = [seconds(lambda raw=raw: reading_of(raw), 3) for raw in mails]  # type: ignore[misc]
    theirs = [seconds(lambda raw=raw: mailparser.parse_from_bytes(raw), 3) for raw in mails]  # type: ignore[misc]
    high = sorted(ours)[int(len(ours) * 0.95)]
    rows = [
        ("sample mails, mean", f"{1000 * statistics.mean(ours):.2f} ms", f"{sum(ours) / sum(theirs):.1f} x"),
        ("sample mails, 95 %", f"{1000 * high:.2f} ms", f"{high / sorted(theirs)[int(len(theirs) * 0.95)]:.1f} x"),
    ]
    for size in (25_000, 50_000, 100_000):
        for name, raw in hostile(size).items():
            took = seconds(lambda raw=raw: reading_of(raw), 2)  # type: ignore[misc]
            alone = seconds(lambda raw=raw: mailparser.parse_from_bytes(raw), 2)  # type: ignore[misc]
            rows.append((name, f"{1000 * took:.1f} ms", f"{took / alone:.1f} x"))
    return rows


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Rows as text, their columns aligned."""
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if not place else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def main() -> None:
    """Print both tables."""
    folder = os.environ.get("INTAKE_LETTERS")
    if folder:
        head = ("letters", "mails", "events", *FIELDS, "whole draft", "false drafts", "no Problem", "of these right")
        print(table(head, accuracy(Path(folder))))
    else:
        print("INTAKE_LETTERS is not set: no folder of labelled letters, so no accuracy is measured.")
    print()
    try:
        print(table(("speed", "time", "to mail-parser"), speed()))
    except Unreadable as error:
        print(f"a sample mail cannot be read: {error}")


if __name__ == "__main__":
    main()
