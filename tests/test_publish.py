"""Publishing: only what changed, each target alone, and no full list lost by mistake."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from pathlib import Path

import pytest

from render.build import build
from render.publish import NoSuchTarget, Receipt, preview, publish, target_for, without_password
from tests.parts.sites import NOW, SITE, TODAY, Place, event, events, new_store_over, whole


def test_the_same_files_are_sent_once(tmp_path: Path) -> None:
    place = Place(f"folder:{tmp_path}/site")
    (first,) = publish(whole(1), [place], now=NOW)
    shown = (tmp_path / "site").stat().st_ino
    (second,) = publish(whole(1), [place], [first], now=NOW)
    assert (first.state, second.state) == ("sent", "unchanged")
    assert (tmp_path / "site").stat().st_ino == shown


def test_only_the_files_that_changed_are_named_and_the_others_stay_the_same_file(tmp_path: Path) -> None:
    place = Place(f"folder:{tmp_path}/site")
    (first,) = publish(whole(1), [place], now=NOW)
    before = (tmp_path / "site/events.ics").stat().st_ino
    changed = {**whole(1), "index.html": whole(2)["index.html"], "new.txt": b"new"}
    del changed["style.css"]
    (second,) = publish(changed, [place], [first], now=NOW)
    assert second.message == "add new.txt; change index.html; remove style.css"
    assert (tmp_path / "site/events.ics").stat().st_ino == before
    assert not (tmp_path / "site/style.css").exists()


def test_a_target_that_fails_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    places = [Place(f"folder:{tmp_path}/file/site"), Place(f"folder:{tmp_path}/site")]
    failed, sent = publish(whole(1), places, now=NOW, wait=lambda seconds: None)
    assert (failed.state, sent.state) == ("failed", "sent")
    assert str(tmp_path / "file/site") in failed.message


def test_a_failure_that_passes_is_tried_again_with_longer_and_longer_waits(tmp_path: Path) -> None:
    obstacle = tmp_path / "parent"
    obstacle.write_text("a file where a folder should be")
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            obstacle.unlink()

    (receipt,) = publish(whole(1), [Place(f"folder:{tmp_path}/parent/site")], now=NOW, wait=wait)
    assert receipt.state == "sent"
    assert waits == [1, 4]


def test_a_failure_that_cannot_pass_is_not_tried_again(tmp_path: Path) -> None:
    waits: list[float] = []
    (receipt,) = publish(whole(1), [Place(f"git+file://{tmp_path}/nowhere.git")], now=NOW, wait=waits.append)
    assert receipt.state == "failed"
    assert waits == []


def test_what_a_failed_sending_may_have_reached_is_sent_again(tmp_path: Path) -> None:
    place = Place(f"folder:{tmp_path}/site")
    (first,) = publish(whole(1), [place], now=NOW, events=7)
    shutil.move(tmp_path / "site", tmp_path / "aside")
    (tmp_path / "site").write_text("in the way")
    (failed,) = publish(whole(2), [place], [first], now=NOW, events=8, wait=lambda seconds: None)
    assert (failed.state, failed.events) == ("failed", 7)
    (tmp_path / "site").unlink()
    shutil.move(tmp_path / "aside", tmp_path / "site")
    (again,) = publish(whole(1), [place], [failed], now=NOW, events=7)
    assert again.state == "sent"
    assert again.files == first.files


def test_a_process_that_dies_while_it_sends_leaves_a_receipt_that_sends_again(tmp_path: Path) -> None:
    place = Place(f"folder:{tmp_path}/site")
    (first,) = publish(whole(1), [place], now=NOW)
    kept: list[Receipt] = []
    publish(whole(2), [place], [first], now=NOW, starting=kept.append)  # and then it dies, with nothing else kept
    (last,) = kept
    assert (last.state, last.delivered) == ("sending", False)
    assert "interrupted" in last.message
    (again,) = publish(whole(1), [place], [last], now=NOW)
    assert again.state == "sent"
    assert (tmp_path / "site/index.html").read_bytes() == whole(1)["index.html"]


def test_an_empty_list_over_a_full_one_waits_for_a_confirmation(tmp_path: Path) -> None:
    place = Place(f"folder:{tmp_path}/site")
    receipts = publish(build(SITE, events(5), TODAY), [place], now=NOW, events=5)
    empty = build(SITE, [], TODAY)
    (held,) = publish(empty, [place], receipts, now=NOW, events=0)
    assert held.state == "unconfirmed"
    assert "empty" in held.message
    assert "5 events" in held.message
    assert b"<li id=" in (tmp_path / "site/index.html").read_bytes()
    (sent,) = publish(empty, [place], [held], now=NOW, events=0, confirmed=True)
    assert sent.state == "sent"


def test_a_list_that_lost_most_of_its_events_waits_for_a_confirmation(tmp_path: Path) -> None:
    place = Place(f"folder:{tmp_path}/site")
    receipts = publish(whole(1), [place], now=NOW, events=40)
    (held,) = publish(whole(2), [place], receipts, now=NOW, events=12)
    assert held.state == "unconfirmed"


def test_the_empty_list_of_a_new_store_waits_for_a_confirmation_over_a_full_one(tmp_path: Path) -> None:
    place = Place(f"folder:{tmp_path}/site")
    held = new_store_over(place)
    assert held.state == "unconfirmed"
    assert "one of 5 events" in held.message
    assert "intake publish --confirmed" in held.message
    assert b"<li id=" in (tmp_path / "site/index.html").read_bytes()
    empty = build(SITE, [], TODAY)
    (again,) = publish(empty, [place], [held], now=NOW, events=0)
    assert again.state == "unconfirmed"
    (sent,) = publish(empty, [place], [again], now=NOW, events=0, confirmed=True)
    assert sent.state == "sent"


def test_the_only_event_may_go_without_a_confirmation(tmp_path: Path) -> None:
    place = Place(f"folder:{tmp_path}/site")
    receipts = publish(whole(1), [place], now=NOW, events=1)
    (sent,) = publish(whole(2), [place], receipts, now=NOW, events=0)
    assert sent.state == "sent"


@pytest.mark.parametrize("name", ["index.html", "events.ics"])
def test_a_broken_file_never_replaces_a_whole_one(tmp_path: Path, name: str) -> None:
    place = Place(f"folder:{tmp_path}/site")
    receipts = publish(whole(1), [place], now=NOW)
    for content in (b"", whole(2)[name][: len(whole(2)[name]) // 2]):
        (held,) = publish({**whole(2), name: content}, [place], receipts, now=NOW)
        assert held.state == "unconfirmed"
        assert name in held.message
    assert (tmp_path / "site" / name).read_bytes() == whole(1)[name]


def test_events_that_are_over_do_not_make_a_list_look_empty(tmp_path: Path) -> None:
    place, listed = Place(f"folder:{tmp_path}/site"), events(5)
    receipts = publish(build(SITE, listed, TODAY), [place], now=NOW, events=5)
    later = TODAY + dt.timedelta(days=400)
    (sent,) = publish(build(SITE, listed, later), [place], receipts, now=NOW, events=5)
    assert sent.state == "sent"


def test_a_preview_names_the_differences_and_changes_nothing(tmp_path: Path) -> None:
    place = Place(f"folder:{tmp_path}/site")
    receipts = publish(whole(1), [place], now=NOW)
    found = preview({**whole(1), "new.txt": b"new"}, [place], receipts)
    assert found[place.url].added == ("new.txt",)
    assert not (tmp_path / "site/new.txt").exists()
    assert not preview(whole(1), [place], receipts)[place.url]


def test_a_folder_that_somebody_removed_is_filled_again(tmp_path: Path) -> None:
    place = Place(f"folder:{tmp_path}/site")
    receipts = publish(whole(1), [place], now=NOW)
    shutil.rmtree(tmp_path / "site")
    (again,) = publish(whole(1), [place], receipts, now=NOW)
    assert again.state == "sent"
    assert (tmp_path / "site/index.html").exists()


def test_a_receipt_and_its_message_never_hold_a_password(tmp_path: Path) -> None:
    (receipt,) = publish(whole(1), [Place("sftp://user:secret@127.0.0.1:1/site")], now=NOW, wait=lambda seconds: None)
    assert receipt.state == "failed"
    assert "secret" not in receipt.target + receipt.message
    assert without_password("s3://bucket/a") == "s3://bucket/a"


def test_an_unknown_scheme_is_answered_with_those_there_are() -> None:
    with pytest.raises(NoSuchTarget, match="folder, git"):
        target_for("gopher://host/")


def test_a_receipt_survives_being_kept_as_json() -> None:
    receipt = Receipt("folder:x", "sent", NOW, "add 1", 3, {"index.html": "00"})
    assert Receipt(**dataclasses.asdict(receipt)) == receipt


def test_a_commit_message_names_the_events_that_came_and_went(tmp_path: Path) -> None:
    from render.publish import differences, digests, message_for

    before = build(SITE, [event(), event(id="e2", title="Seed swap")], TODAY)
    after = build(SITE, [event(venue="New mill"), event(id="e3", title="Walk, talk; rest")], TODAY)
    message = message_for(after, differences(digests(after), digests(before)))
    assert message.splitlines() == [
        "Add 1 event, change 1 event, remove 1 event",
        "",
        "Add: Walk, talk; rest",
        "Change: River clean-up",
        "Remove: event/e2.ics",
    ]
    cancelled = build(SITE, [event(venue="New mill", status="cancelled")], TODAY)
    message = message_for(cancelled, differences(digests(cancelled), digests(after)))
    assert "Change: CANCELLED: River clean-up" in message.splitlines()
