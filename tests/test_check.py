"""`intake check`: each door is tried without being changed, and says what was found or what to do."""

from __future__ import annotations

import datetime as dt
import http.server
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import format_datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.campaign import Mailbox
from intake.cli import cli
from intake.mail.mailbox import Refused, open_mailbox
from intake.setup import STATEMENT
from render.publish import TransportError, publish
from render.targets import folder, git
from tests.parts.dovecot import PASSWORD, dovecot
from tests.parts.sites import NOW, Place, whole


def checked(tmp_path: Path, more: str) -> str:
    config = tmp_path / "config.toml"
    config.write_text(f'[campaign]\ntitle = "River Days"\ncontact = "events@river.example"\n{more}')
    return CliRunner().invoke(cli, ["--config", str(config), "check"]).output


def test_a_folder_is_tried_without_being_changed(tmp_path: Path) -> None:
    assert folder.check(f"folder:{tmp_path}/site", {}) == f"{tmp_path}/site, no site yet"
    assert list(tmp_path.iterdir()) == []
    (receipt,) = publish(whole(1), [Place(f"folder:{tmp_path}/site")], now=NOW)
    assert receipt.delivered
    assert folder.check(f"folder:{tmp_path}/site", {}).endswith("shows a site of ours")


def test_a_folder_of_somebody_else_is_named(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(TransportError, match="not ours"):
        folder.check(f"folder:{tmp_path}", {})


def test_a_repository_is_tried_without_being_changed(tmp_path: Path) -> None:
    remote = tmp_path / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(remote)], check=True)
    place = Place(f"git+file://{remote}", {"branch": "pages"})
    assert git.check(place.url, place.options) == f"{place.url}, branch pages (will be made)"
    publish(whole(1), [place], now=NOW)
    refs = subprocess.run(["git", "show-ref"], cwd=remote, capture_output=True, text=True).stdout
    assert git.check(place.url, place.options) == f"{place.url}, branch pages"
    assert subprocess.run(["git", "show-ref"], cwd=remote, capture_output=True, text=True).stdout == refs


def test_a_repository_that_is_not_there_is_named(tmp_path: Path) -> None:
    told = checked(tmp_path, f'[[publish]]\nurl = "git+file://{tmp_path}/none.git"\n')
    assert f"WRONG publish number 1: git+file://{tmp_path}/none.git: git ls-remote:" in told
    assert "; make the repository, or mend the url\n" in told


def test_a_folder_that_the_mailbox_has_not_is_said_with_those_that_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_TEST_PASSWORD", PASSWORD)
    with dovecot() as server:
        with server.client("robin") as client:
            client.create_folder("Ankündigungen")
        url = f"imap://robin@127.0.0.1:{server.plain}/Announcements"
        box = open_mailbox(Mailbox(url=url, password_env="INTAKE_TEST_PASSWORD"))
        with pytest.raises(Refused, match=r"mend mailbox\.url \(have: Ankündigungen, INBOX\)"), box:
            box.check()


def test_check_tells_how_full_the_mailbox_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_TEST_PASSWORD", PASSWORD)
    with dovecot(quota_megabytes=2) as server:
        with open_mailbox(server.mailbox("events")) as door:
            assert "0 % of 2 MB used;" in door.check()
        server.deliver("events", [b"Subject: long\r\n\r\n" + b"x" * 1_000_000] * 2)
        with open_mailbox(server.mailbox("events")) as door:
            assert "95 % of 2 MB used: make room" in door.check()


@contextmanager
def clock_server(apart: dt.timedelta) -> Iterator[str]:
    """A web server whose clock is `apart` from ours."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response_only(200)
            self.send_header("Date", format_datetime(dt.datetime.now(dt.UTC) + apart, usegmt=True))
            self.end_headers()

        def log_message(self, *args: object) -> None:
            return

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_an_address_that_the_review_pages_could_not_listen_on_is_named(tmp_path: Path) -> None:
    with clock_server(dt.timedelta()) as other:  # another program, which has no page to sign in
        taken = other.removeprefix("http://").strip("/")
        told = checked(tmp_path, f'[review]\nlisten = "{taken}"\n')
    assert f"WRONG review: review.listen: {taken}: Address already in use; choose another port" in told
    told = checked(tmp_path, '[review]\nlisten = "192.0.2.1:8080"\n')
    assert "WRONG review: review.listen: 192.0.2.1:8080: Cannot assign requested address" in told
    assert "ok    review: 127.0.0.1:0" in checked(tmp_path, '[review]\nlisten = "127.0.0.1:0"\n')


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (
            '[mailbox]\nurl = "imaps://me@127.0.0.1:{web}/INBOX"\npassword_file = "secret"\n',
            "WRONG mailbox: INBOX at 127.0.0.1: no connection (the port does not begin with TLS); it is tried again; "
            "if it lasts, mend the host, the port or the scheme in mailbox.url",
        ),
        (
            '[outgoing]\nurl = "smtps://me@127.0.0.1:{web}"\nfrom = "me@river.example"\npassword_file = "secret"\n',
            "WRONG outgoing: outgoing mail at 127.0.0.1: no connection (the port does not begin with TLS); it is tried "
            "again; if it lasts, mend the host, the port or the scheme in outgoing.url",
        ),
        (
            '[mailbox]\nurl = "imaps://me@127.0.0.1:{web}/INBOX"\npassword_file = "none"\n',
            "none: No such file or directory; write the password into that file",
        ),
        (
            '[[publish]]\nurl = "git+ssh://git@127.0.0.1:1/site.git"\n',
            "git ls-remote: ssh: connect to host 127.0.0.1 port 1: Connection refused; mend the host in the url",
        ),
        (
            '[[publish]]\nurl = "wordpress+http://me@127.0.0.1:1"\npage = "events"\npassword_file = "secret"\n',
            "no answer ([Errno 111] Connection refused); see that the site is up",
        ),
    ],
)
def test_a_door_that_does_not_open_is_said_with_what_to_do(table: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret", encoding="utf-8")
    with clock_server(dt.timedelta()) as web:
        told = checked(tmp_path, table.replace("{web}", web.rpartition(":")[2].strip("/")))
    assert words in told
    assert "Mend what is WRONG, then run `intake --config" in told


def test_a_statement_nobody_has_written_yet_is_pointed_out(tmp_path: Path) -> None:
    (tmp_path / "statement.md").write_text(STATEMENT, encoding="utf-8")
    assert "TO DO statement" in checked(tmp_path, 'statement = "statement.md"\n')
    (tmp_path / "statement.md").write_text("Rivers are for everybody.", encoding="utf-8")
    assert "TO DO" not in checked(tmp_path, 'statement = "statement.md"\n')


def test_a_language_of_the_page_without_a_statement_is_named(tmp_path: Path) -> None:
    for name in ("statement.md", "statement.fr.md"):
        (tmp_path / name).write_text("Come to the river.", encoding="utf-8")
    more = 'languages = ["en", "en-GB", "fr", "sv"]\nstatement = "statement.md"\n'
    told = " ".join(checked(tmp_path, more + '[campaign.statements]\nfr = "statement.fr.md"\n').split())
    assert 'TO DO statement: the page is in "sv", too, and shows the statement in "en" there' in told
    assert "campaign.statements.sv" in told
    assert told.count("TO DO") == 1
    assert "TO DO" not in checked(tmp_path, 'languages = ["en", "sv"]\n')  # there is none in any language


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "agrees with 127.0.0.1"), (30, "seconds behind that of 127.0.0.1"), (-30, "seconds ahead of that of")],
)
def test_the_clock_is_compared_with_a_servers(minutes: int, words: str, tmp_path: Path) -> None:
    with clock_server(dt.timedelta(minutes=minutes)) as address:
        told = checked(tmp_path, f'url = "{address}"\n')
    assert words in told
    assert ("WRONG clock" in told) == (minutes != 0)


def test_a_clock_that_nothing_compares_is_left_to_the_person_to_see(tmp_path: Path) -> None:
    assert "in UTC; no server to compare it with: see that it is right" in checked(tmp_path, "")
