"""The store's file and the people in it: opened, upgraded, copied, refused, purged; on both databases."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from intake.deciding.decision import (
    Refuse,
    Reply,
    Revise,
)
from intake.deciding.draft import Draft
from intake.store import BOT, Store, Unavailable, Unusable, schema
from tests.parts.stores import (
    NOW,
    confirm,
    draft_in,
    event_of,
    raw_of,
)

LATER = NOW + dt.timedelta(minutes=5)
MIA = "mia@garden.example"


def the_draft(store: Store, number: int) -> Draft:
    draft = store.draft(number)
    assert draft is not None
    return draft


def test_purging_removes_old_mails_and_addresses_and_keeps_the_event(store: Store) -> None:
    number, waiting = draft_in(store), draft_in(store)
    confirm(store, number)
    name = the_draft(store, number).message_id
    today = dt.date(2027, 9, 1)
    after = dt.datetime(2027, 9, 1, tzinfo=dt.UTC)
    assert not store.purge(dt.date(2027, 3, 1), dt.date(2027, 4, 2), after)
    removed = store.purge(dt.date(2027, 6, 1), today, after)
    assert (removed.mails, removed.expired) == (2, 1)
    assert store.raw(name) is None
    draft = the_draft(store, number)
    assert (draft.sender, draft.subject, dict(draft.proposal.chosen)) == ("", "", {})
    assert the_draft(store, waiting).status == "expired"
    assert len(store.events()) == 1
    assert {kept.sender for kept in store.messages()} == {""}
    assert store.keep_raw("inbox", [(raw_of("another"), NOW, None)], None, NOW)


def test_purging_leaves_the_mails_of_an_event_that_was_moved_to_a_later_day(store: Store) -> None:
    number = draft_in(store)
    confirm(store, number)
    (event,) = store.events()
    store.apply([Revise(replace(event, date=dt.date(2027, 12, 1)))], None, MIA, NOW)
    after = dt.datetime(2027, 9, 1, tzinfo=dt.UTC)
    assert store.purge(dt.date(2027, 6, 1), dt.date(2027, 9, 1), after).mails == 0


def test_forgetting_a_person_leaves_their_address_nowhere(store: Store, store_url: str) -> None:
    confirm(store, draft_in(store, sender="ana.q@garden.example"))
    waiting = draft_in(store, sender="ana.q@garden.example")
    other = draft_in(store, sender="ben@garden.example")
    draft = the_draft(store, waiting)
    store.apply([Reply(to="Ana.Q@garden.example", template="received", language="en")], None, BOT, NOW)
    assert {entry["kind"] for entry in store.held_about("ana.q@garden.example")} == {
        "mail",
        "draft",
        "event source",
        "mail of ours",
    }
    removed = store.forget("ANA.Q@garden.example", MIA, LATER)
    assert (removed.mails, removed.drafts, removed.sent, len(removed.events)) == (2, 2, 1, 1)
    assert store.held_about("ana.q@garden.example") == []
    assert the_draft(store, waiting).status == "rejected"
    assert the_draft(store, other).status == "waiting"
    assert len(store.events()) == 1
    assert store.raw(draft.message_id) is None
    with store.next_mail(LATER) as sending:
        assert sending is None
    if store_url.startswith("sqlite"):
        path = Path(store_url.removeprefix("sqlite:///"))
        for file in path.parent.glob(path.name + "*"):
            assert b"ana.q@garden" not in file.read_bytes().lower()


def test_a_refused_mail_to_a_person_is_no_trouble_once_the_person_is_forgotten(store: Store) -> None:
    store.apply([Reply(to="ana.q@garden.example", template="received", language="en")], None, BOT, NOW)
    with store.next_mail(NOW) as sending:
        assert sending is not None
        sending.failed("no such user", True, NOW)
    assert [mail.recipient for mail in store.troubled_mails()] == ["ana.q@garden.example"]
    store.forget("ana.q@garden.example", MIA, LATER)
    assert store.troubled_mails() == []
    assert store.mails("failed") == []


def test_a_refused_mail_whose_recipient_was_purged_is_in_no_list_of_troubles(store: Store) -> None:
    store.apply([Reply(to="ana.q@garden.example", template="received", language="en")], None, BOT, NOW)
    with store.next_mail(NOW) as sending:
        assert sending is not None
        sending.failed("no such user", True, NOW)
    store.purge(NOW.date() + dt.timedelta(days=400), NOW.date(), LATER)
    assert store.troubled_mails() == store.refused_mails() == []


def test_bringing_events_in_twice_is_the_same_list(store: Store) -> None:
    events = [event_of(id=f"old-{number}", title=f"Day {number}") for number in range(3)]
    for expected in ((3, 0), (0, 3)):
        with store.writes() as writing:
            assert writing.bring_in(events, MIA, NOW) == expected
    assert [event.title for event in store.events()] == ["Day 0", "Day 1", "Day 2"]
    assert {event.sequence for event in store.events()} == {0}
    store.undo(MIA, LATER)
    assert store.events() == []


def test_opening_twice_changes_nothing(store_url: str) -> None:
    with Store.open(store_url) as store:
        number = draft_in(store)
    with Store.open(store_url) as store:
        assert [draft.id for draft in store.drafts()] == [number]


def test_the_migrations_lead_to_the_tables_of_the_program(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from intake.store.tables import metadata

    with store.reads() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_newest_migration_is_the_one_the_program_names() -> None:
    files = sorted(Path(schema.__file__).with_name("migrations").joinpath("versions").glob("0*.py"))
    assert files[-1].name.startswith(schema.NEWEST)


def test_a_newer_database_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "intake.sqlite"
    Store.open(f"sqlite:///{path}").close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(Unusable, match="newer version of this program"):
        Store.open(f"sqlite:///{path}")


def test_a_file_is_copied_before_its_tables_are_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "intake.sqlite"
    with Store.open(f"sqlite:///{path}") as store:
        draft_in(store)
    monkeypatch.setattr(schema, "NEWEST", "0002")
    monkeypatch.setattr(schema, "_upgrade", lambda connection: None)
    Store.open(f"sqlite:///{path}").close()
    monkeypatch.undo()
    with Store.open(f"sqlite:///{path}.before-0002") as copy:
        assert len(copy.drafts()) == 1


def test_the_tables_of_postgresql_are_copied_before_they_are_changed(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(postgres_url) as store:
        draft_in(store)
    monkeypatch.setattr(schema, "NEWEST", "0002")
    monkeypatch.setattr(schema, "_upgrade", lambda connection: None)
    Store.open(postgres_url).close()
    engine = create_engine(postgres_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        assert connection.execute(text('SELECT count(*) FROM "before_0002".drafts')).scalar() == 1
    engine.dispose()
    with pytest.raises(Unusable, match="before_0002"):
        Store.open(postgres_url)  # a copy that is there already is never written over


def test_who_comes_second_to_an_upgrade_copies_nothing_over_the_copy_of_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "intake.sqlite"
    Store.open(f"sqlite:///{path}").close()
    looks = ["0001"]  # what this process saw before another one upgraded the file
    seen = schema.revision
    monkeypatch.setattr(schema, "NEWEST", "0002")
    monkeypatch.setattr(schema, "revision", lambda connection: looks.pop() if looks else seen(connection))
    monkeypatch.setattr(schema, "_upgrade", lambda connection: pytest.fail("upgraded twice"))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0002'")
    connection.close()
    Store.open(f"sqlite:///{path}").close()
    assert not list(tmp_path.glob("*.before-*"))


@pytest.mark.parametrize(
    "content", [b"no database at all, but long enough to look at" * 100, b"SQLite format 3\x00" + b"\xff" * 9000]
)
def test_a_damaged_file_is_refused_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "intake.sqlite"
    path.write_bytes(content)
    with pytest.raises(Unusable, match="backup"):
        Store.open(f"sqlite:///{path}")
    assert path.read_bytes() == content


def test_a_foreign_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE songs (title)")
    connection.close()
    with pytest.raises(Unusable, match="other tables"):
        Store.open(f"sqlite:///{path}")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://root:secret@host/db", "no such kind"),
        ("sqlite://", "keeps nothing"),
        ("sqlite:///:memory:", "keeps nothing"),
        ("nonsense", "no address"),
    ],
)
def test_an_address_that_cannot_be_used_is_named_without_its_password(url: str, words: str) -> None:
    with pytest.raises(Unusable, match=words) as caught:
        Store.open(url)
    assert "secret" not in str(caught.value)


def test_a_backup_made_while_writing_is_whole(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'intake.sqlite'}") as store:
        draft_in(store)
        with store.writes():
            store.backup(tmp_path / "copy.sqlite")
    with Store.open(f"sqlite:///{tmp_path / 'copy.sqlite'}") as copy:
        assert len(copy.drafts()) == 1


def test_no_error_of_the_database_shows_a_value(store: Store) -> None:
    with pytest.raises(DBAPIError) as caught:  # noqa: SIM117
        with store.writes() as writing:
            writing.connection.execute(text("SELECT :address FROM nowhere"), {"address": "ana@garden.example"})
    assert "ana@" not in str(caught.value)


def test_a_connection_the_server_ended_is_made_anew(postgres_url: str) -> None:
    with Store.open(postgres_url) as store, Store.open(postgres_url) as other:
        number = draft_in(store)
        end = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        with other.reads() as connection:
            connection.execute(end)
        assert [draft.id for draft in store.drafts()] == [number]

        def cut_off() -> None:
            with store.writes() as writing:
                with other.reads() as connection:
                    connection.execute(end)
                writing.apply([Refuse(number, 1)], None, MIA, NOW)

        with pytest.raises(Unavailable):
            cut_off()
        assert [draft.status for draft in store.drafts()] == ["waiting"]


def test_a_new_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    Store.open(f"sqlite:///{tmp_path / 'intake.sqlite'}").close()
    assert (tmp_path / "intake.sqlite").stat().st_mode & 0o077 == 0
