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

from intake.cli import cli
from intake.mail.mailbox import open_mailbox
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


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "agrees with 127.0.0.1"), (30, "seconds behind that of 127.0.0.1"), (-30, "seconds ahead of that of")],
)
def test_the_clock_is_compared_with_a_servers(minutes: int, words: str, tmp_path: Path) -> None:
    with clock_server(dt.timedelta(minutes=minutes)) as address:
        told = checked(tmp_path, f'url = "{address}"\n')
    assert words in told
    assert ("WRONG clock" in told) == (minutes != 0)
