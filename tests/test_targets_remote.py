"""SFTP, S3 and WebDAV, against real servers: sshd, moto's S3 and wsgidav."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from render.publish import TransportError, publish
from render.targets import remote
from render.targets.remote import in_order
from tests.parts import missing
from tests.parts.sites import NOW, Place, new_store_over, whole
from tests.parts.waiting import free_port, until_listening


@pytest.fixture(scope="module")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """An SSH server of our own on loopback, its key in a known_hosts file."""
    server = shutil.which("sshd") or ("/usr/sbin/sshd" if Path("/usr/sbin/sshd").exists() else None)
    if server is None:
        missing("sshd", "apt-get install openssh-server")
    folder = tmp_path_factory.mktemp("sshd")
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    (folder / "authorized").write_bytes((folder / "user.pub").read_bytes())
    port = free_port()
    (folder / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/authorized\n"
        f"PidFile {folder}/pid\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n"
        "Subsystem sftp internal-sftp\n"
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where sshd, run by root, locks itself in before a user is known
    process = subprocess.Popen([server, "-D", "-e", "-f", str(folder / "config")], stderr=subprocess.DEVNULL)
    try:
        until_listening(port, process)
        kind, key, *_ = (folder / "host.pub").read_text().split()
        (folder / "known").write_text(f"[127.0.0.1]:{port} {kind} {key}\n")
        yield {"port": port, "folder": folder}
    finally:
        process.terminate()
        process.wait()


def sftp(sshd: dict[str, Any], path: Path, **options: str) -> Place:
    """The target of a folder on the server."""
    user = subprocess.run(["id", "-un"], check=True, capture_output=True, text=True).stdout.strip()
    usual = {"key_file": f"{sshd['folder']}/user", "known_hosts": f"{sshd['folder']}/known"}
    return Place(f"sftp://{user}@127.0.0.1:{sshd['port']}{path}", {**usual, **options})


def test_sftp_sends_what_changed_and_removes_what_is_gone(sshd: dict[str, Any], tmp_path: Path) -> None:
    place = sftp(sshd, tmp_path / "site")
    receipts = publish(whole(1), [place], now=NOW)
    assert receipts[0].state == "sent", receipts[0].message
    kept = (tmp_path / "site/events.ics").stat().st_mtime_ns
    changed = {**whole(1), "index.html": whole(2)["index.html"]}
    del changed["style.css"]
    receipts = publish(changed, [place], receipts, now=NOW)
    assert receipts[0].state == "sent", receipts[0].message
    found = sorted(
        str(file.relative_to(tmp_path / "site")) for file in (tmp_path / "site").rglob("*") if file.is_file()
    )
    assert found == ["events.ics", "in/de/index.html", "index.html"]
    assert (tmp_path / "site/index.html").read_bytes() == whole(2)["index.html"]
    assert (tmp_path / "site/events.ics").stat().st_mtime_ns == kept


def test_sftp_keeps_a_full_list_from_the_empty_one_of_a_new_store(sshd: dict[str, Any], tmp_path: Path) -> None:
    held = new_store_over(sftp(sshd, tmp_path / "site"))
    assert (held.state, "one of 5 events" in held.message) == ("unconfirmed", True), held.message


def test_sftp_refuses_a_server_whose_key_is_not_known(sshd: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "known").write_text("")
    place = sftp(sshd, tmp_path / "site", known_hosts=str(tmp_path / "known"))
    (receipt,) = publish(whole(1), [place], now=NOW, wait=lambda seconds: None)
    assert receipt.state == "failed"
    assert "known_hosts" in receipt.message
    assert not (tmp_path / "site").exists()


def test_sftp_is_checked_without_being_changed(sshd: dict[str, Any], tmp_path: Path) -> None:
    place = sftp(sshd, tmp_path / "site")
    assert remote.check(place.url, place.options) == f"{place.url}, the folder will be made"
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "site").mkdir()
    assert remote.check(place.url, place.options) == f"{place.url}, the folder is there"
    (tmp_path / "known").write_text("")
    place = sftp(sshd, tmp_path / "site", known_hosts=str(tmp_path / "known"))
    with pytest.raises(TransportError, match="known_hosts"):
        remote.check(place.url, place.options)


def test_a_bucket_is_checked_without_being_changed(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import boto3

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    client = boto3.client("s3", endpoint_url=s3, region_name="us-east-1")
    client.create_bucket(Bucket="rivers")
    options = {"endpoint": s3, "region": "us-east-1"}
    assert remote.check("s3://rivers/site", options) == "s3://rivers/site, the bucket is there"
    assert "Contents" not in client.list_objects_v2(Bucket="rivers")
    with pytest.raises(TransportError):
        remote.check("s3://nowhere-else/site", options)


def test_webdav_is_checked_without_being_changed(webdav: tuple[int, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    port, folder = webdav
    monkeypatch.setenv("DAV_PASSWORD", "spade")
    url, options = f"webdav://gardener@127.0.0.1:{port}/", {"password_env": "DAV_PASSWORD"}
    assert remote.check(url, options) == f"{url}, the folder is there"
    assert list(folder.iterdir()) == []
    with pytest.raises(TransportError, match="make it first"):
        remote.check(f"{url}www", options)
    monkeypatch.setenv("DAV_PASSWORD", "wrong")
    with pytest.raises(TransportError, match=r"401|Unauthorized"):
        remote.check(url, options)


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """moto's S3 server; its address."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until_listening(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def test_s3_sends_what_changed_with_its_type(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import boto3

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    client = boto3.client("s3", endpoint_url=s3, region_name="us-east-1")
    client.create_bucket(Bucket="gardens")
    place = Place("s3://gardens/site", {"endpoint": s3, "region": "us-east-1"})
    receipts = publish(whole(1), [place], now=NOW)
    assert receipts[0].state == "sent", receipts[0].message
    kept = client.head_object(Bucket="gardens", Key="site/events.ics")["LastModified"]
    changed = {**whole(1), "index.html": whole(2)["index.html"]}
    del changed["style.css"]
    receipts = publish(changed, [place], receipts, now=NOW)
    assert receipts[0].state == "sent", receipts[0].message
    listed = client.list_objects_v2(Bucket="gardens")["Contents"]
    assert [entry["Key"] for entry in listed] == ["site/events.ics", "site/in/de/index.html", "site/index.html"]
    page = client.get_object(Bucket="gardens", Key="site/index.html")
    assert page["Body"].read() == whole(2)["index.html"]
    assert page["ContentType"] == "text/html; charset=utf-8"
    calendar = client.head_object(Bucket="gardens", Key="site/events.ics")
    assert (calendar["ContentType"], calendar["LastModified"]) == ("text/calendar; charset=utf-8", kept)


def test_s3_keeps_a_full_list_from_the_empty_one_of_a_new_store(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import boto3

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    boto3.client("s3", endpoint_url=s3, region_name="us-east-1").create_bucket(Bucket="full")
    held = new_store_over(Place("s3://full/site", {"endpoint": s3, "region": "us-east-1"}))
    assert (held.state, "one of 5 events" in held.message) == ("unconfirmed", True), held.message


def test_a_missing_bucket_is_named_and_not_tried_again(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    waits: list[float] = []
    place = Place("s3://nowhere/site", {"endpoint": s3, "region": "us-east-1"})
    (receipt,) = publish(whole(1), [place], now=NOW, wait=waits.append)
    assert receipt.state == "failed"
    assert "nowhere" in receipt.message
    assert waits == []


@pytest.fixture
def webdav(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """A WebDAV server with one user; its port and its folder."""
    from cheroot.wsgi import Server
    from wsgidav.wsgidav_app import WsgiDAVApp

    folder = tmp_path / "dav"
    folder.mkdir()
    app = WsgiDAVApp(
        {
            "provider_mapping": {"/": str(folder)},
            "simple_dc": {"user_mapping": {"*": {"gardener": {"password": "spade"}}}},
            "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
            "logging": {"enable": False},
            "verbose": 0,
        }
    )
    server = Server(("127.0.0.1", 0), app)
    server.prepare()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server.bind_addr[1], folder
    finally:
        server.stop()
        thread.join()


def test_webdav_sends_what_changed_and_removes_what_is_gone(
    webdav: tuple[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, folder = webdav
    (folder / "www").mkdir()
    monkeypatch.setenv("DAV_PASSWORD", "spade")
    place = Place(f"webdav://gardener@127.0.0.1:{port}/www", {"password_env": "DAV_PASSWORD"})
    receipts = publish(whole(1), [place], now=NOW)
    assert receipts[0].state == "sent", receipts[0].message
    changed = {**whole(1), "index.html": whole(2)["index.html"]}
    del changed["style.css"]
    receipts = publish(changed, [place], receipts, now=NOW)
    assert receipts[0].state == "sent", receipts[0].message
    found = sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())
    assert found == ["www/events.ics", "www/in/de/index.html", "www/index.html"]
    assert (folder / "www/index.html").read_bytes() == whole(2)["index.html"]


def test_webdav_keeps_a_full_list_from_the_empty_one_of_a_new_store(
    webdav: tuple[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, folder = webdav
    (folder / "www").mkdir()
    monkeypatch.setenv("DAV_PASSWORD", "spade")
    held = new_store_over(Place(f"webdav://gardener@127.0.0.1:{port}/www", {"password_env": "DAV_PASSWORD"}))
    assert (held.state, "one of 5 events" in held.message) == ("unconfirmed", True), held.message


def test_webdav_with_a_wrong_password_fails_and_says_so(
    webdav: tuple[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAV_PASSWORD", "wrong")
    place = Place(f"webdav://gardener@127.0.0.1:{webdav[0]}/", {"password_env": "DAV_PASSWORD"})
    (receipt,) = publish(whole(1), [place], now=NOW, wait=lambda seconds: None)
    assert receipt.state == "failed"
    assert "401" in receipt.message or "Unauthorized" in receipt.message


def test_without_tls_webdav_is_for_loopback_only() -> None:
    (receipt,) = publish(whole(1), [Place("webdav://dav.example/")], now=NOW)
    assert receipt.state == "failed"
    assert "webdavs://" in receipt.message


def test_a_password_that_is_not_set_is_asked_for_by_its_name() -> None:
    os.environ.pop("GARDEN_PASSWORD", None)
    place = Place("sftp://user@127.0.0.1:1/", {"password_env": "GARDEN_PASSWORD"})
    (receipt,) = publish(whole(1), [place], now=NOW)
    assert "GARDEN_PASSWORD" in receipt.message


def test_the_page_comes_last_and_what_it_needs_first() -> None:
    names = ["index.html", "in/de/index.html", "events.ics", "style.css", "in/de/berlin/index.html", "event/a.ics"]
    assert in_order(names) == [
        "event/a.ics",
        "style.css",
        "events.ics",
        "in/de/berlin/index.html",
        "in/de/index.html",
        "index.html",
    ]
