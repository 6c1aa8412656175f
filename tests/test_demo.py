"""The demo: the sample inbox goes through the whole journey and comes out as a page, with nothing private on it."""

from __future__ import annotations

import datetime as dt
import email
import email.utils
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
from click.testing import CliRunner

from intake.cli import cli
from intake.demo.inbox import inbox, weekend


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "site"
    told = CliRunner().invoke(cli, ["demo", "--once", str(folder)])
    assert told.exit_code == 0, told.output
    assert "drafts confirmed" in told.output
    return folder


def test_the_page_lists_what_was_announced_and_marks_what_was_called_off(site: Path) -> None:
    page = (site / "index.html").read_text(encoding="utf-8")
    for city in ("Bristol", "Köln", "Sevilla", "Recife", "Utrecht", "Tunis", "Kyoto", "Dublin", "Valparaíso", "Lviv"):
        assert city in page, city
    called_off = page[page.index("Torino") - 600 : page.index("Torino") + 600]
    assert "Cancelled" in called_off


def test_a_correction_by_reply_reaches_the_calendar(site: Path) -> None:
    calendar = icalendar.Calendar.from_ical((site / "events.ics").read_bytes())
    (bristol,) = [part for part in calendar.walk("VEVENT") if "Bristol" in str(part.get("LOCATION"))]
    assert bristol["DTSTART"].dt.astimezone(ZoneInfo("Europe/London")).time() == dt.time(15)
    assert int(bristol["SEQUENCE"]) > 0


def test_nothing_of_a_sender_is_in_any_file_of_the_site(site: Path) -> None:
    senders = {
        email.message_from_bytes(mail.raw)["From"].rpartition("<")[2].rstrip(">") for mail in inbox(dt.date.today())
    }
    private = [sender.encode() for sender in senders] + [b"0117 496", b"99887766", b"DE02 1203", b"Musterstra"]
    files = [path for path in site.rglob("*") if path.is_file()]
    assert len(files) > 50
    for path in files:
        content = path.read_bytes()
        assert not [word for word in private if word in content], path


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    told = CliRunner().invoke(cli, ["demo", "--once", str(tmp_path)])
    assert told.exit_code == 1
    assert "is not empty" in told.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("today", [dt.date(2026, 12, 24), dt.date(2028, 2, 28), dt.date(2027, 6, 1)])
def test_the_sample_mails_are_dated_to_the_day_the_demo_runs(today: dt.date) -> None:
    friday = weekend(today)
    assert friday.weekday() == 4
    assert 10 <= (friday - today).days <= 16
    for mail in inbox(today):
        assert b"{" not in mail.raw.partition(b"\r\n\r\n")[0]
        sent = email.utils.parsedate_to_datetime(email.message_from_bytes(mail.raw)["Date"])
        assert -8 <= (sent.date() - today).days <= 0
    assert len(inbox(today)) == 28
