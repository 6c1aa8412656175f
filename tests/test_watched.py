"""What a monitoring program sees of the worker, and what stands in its log."""

from __future__ import annotations

import datetime as dt
import json
import logging
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from intake import jobs
from intake.logs import JsonLines
from intake.reading_process import Reader
from intake.review.app import Desk, create_app
from render.publish import Receipt
from tests.parts.campaigns import MIA, NOW, announcement, campaign_in, deliver

LATER = NOW + dt.timedelta(hours=2)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A campaign that has taken in one mail and drafted it."""
    campaign = campaign_in(tmp_path)
    deliver(tmp_path, "1", announcement())
    store = jobs.open_store(campaign)
    with Reader() as reader:
        jobs.collect(store, campaign, NOW)
        jobs.work(store, campaign, NOW, reader)
    return Desk(campaign, store, lambda: NOW)


def asked(desk: Desk, path: str) -> tuple[int, str]:
    answer = create_app(desk).test_client().get(path)
    return answer.status_code, answer.get_data(as_text=True)


def numbers(desk: Desk) -> dict[tuple[str, str], float]:
    status, text = asked(desk, "/metrics")
    assert status == 200
    families = text_string_to_metric_families(text)
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in families
        for sample in family.samples
    }


def test_health_is_told_without_signing_in(desk: Desk) -> None:
    status, text = asked(desk, "/healthz")
    assert status == 200
    assert json.loads(text) == {
        "status": "ok", "problems": [], "last_poll": NOW.isoformat(), "oldest_unread": None, "failed_targets": [],
    }  # fmt: skip


def test_a_mailbox_out_of_reach_and_a_failed_target_are_told_as_unwell(desk: Desk) -> None:
    target = desk.campaign.publish[0].url
    failed = [Receipt(target, "failed", NOW, "no room"), Receipt("folder:/no/more/configured", "failed", NOW, "gone")]
    desk.store.keep_receipts(failed, NOW)
    status, text = asked(Desk(desk.campaign, desk.store, lambda: LATER), "/healthz")
    said = json.loads(text)
    assert (status, said["status"], said["failed_targets"]) == (503, "unwell", ["publish number 1"])
    assert said["problems"] == [
        "not published to publish number 1", "the mailbox was last looked into at 2027-04-01 09:30 UTC",
    ]  # fmt: skip
    assert target not in text


def test_a_mail_that_waits_to_be_read_is_told_with_its_time(desk: Desk, tmp_path: Path) -> None:
    deliver(tmp_path, "2", announcement(2))
    jobs.collect(desk.store, desk.campaign, NOW)
    status, text = asked(desk, "/healthz")
    assert (status, json.loads(text)["oldest_unread"]) == (200, NOW.isoformat())
    jobs.collect(desk.store, desk.campaign, LATER)
    status, text = asked(Desk(desk.campaign, desk.store, lambda: LATER), "/healthz")
    assert (status, json.loads(text)["problems"]) == (503, ["a mail has waited to be read since 2027-04-01 09:30 UTC"])


def test_the_numbers_are_read_by_prometheus(desk: Desk) -> None:
    found = numbers(desk)
    assert found["intake_healthy", ""] == 1
    assert found["intake_messages", "done"] == 1
    assert found["intake_drafts", "waiting"] == 1
    assert found["intake_mails", "waiting"] == 1
    assert found["intake_last_poll_timestamp_seconds", ""] == NOW.timestamp()
    assert found["intake_oldest_unread_timestamp_seconds", ""] == 0
    assert numbers(Desk(desk.campaign, desk.store, lambda: LATER))["intake_healthy", ""] == 0


def test_a_store_that_cannot_be_used_is_unwell_and_names_no_file(desk: Desk, tmp_path: Path) -> None:
    desk.store.close()
    (tmp_path / "intake.sqlite").write_bytes(b"damaged" * 1000)
    for name in ("intake.sqlite-wal", "intake.sqlite-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    status, text = asked(desk, "/healthz")
    assert (status, json.loads(text)["problems"]) == (503, ["the store cannot be used"])
    assert str(tmp_path) not in text
    assert numbers(desk) == {("intake_healthy", ""): 0}


def test_nobody_is_named(desk: Desk) -> None:
    for path in ("/healthz", "/metrics"):
        _, text = asked(desk, path)
        assert "ana@" not in text
        assert MIA not in text


def test_what_is_logged_for_programs_is_one_object_a_line_whatever_it_holds() -> None:
    record = logging.makeLogRecord({
        "name": "intake", "levelno": logging.WARNING, "levelname": "WARNING", "msg": "%s is held", "created": 0.0,
        "args": ("a\nmail \u2028 \x1b[31m",), "mail": "abc",
    })  # fmt: skip
    line = JsonLines().format(record)
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line
    assert json.loads(line) == {
        "time": "1970-01-01T00:00:00.000+00:00", "level": "warning", "logger": "intake",
        "message": "a\nmail \u2028 \x1b[31m is held", "mail": "abc",
    }  # fmt: skip


def test_an_error_is_logged_for_programs_with_its_kind_on_the_same_line() -> None:
    try:
        raise LookupError("nothing\nthere")
    except LookupError as error:
        record = logging.makeLogRecord({"msg": "failed", "exc_info": (type(error), error, error.__traceback__)})
    line = JsonLines().format(record)
    assert len(line.splitlines()) == 1
    assert json.loads(line)["error"] == "LookupError"
