"""Publishes to a server's folder over SFTP, S3 or WebDAV, through fsspec: changed files only, the page last.

Urls: `sftp://user@host:port/path`, `s3://bucket/prefix`, `webdavs://user@host/path` (`webdav://` on loopback). Options:
`password_env` or `password_file`; for sftp `key_file`, `known_hosts`; for s3 `endpoint`, `region` (keys as AWS's tools
take them, from the environment or its own files).
"""

from __future__ import annotations

import contextlib
import mimetypes
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from render.credentials import password
from render.publish import Sending, TransportError, count_events, without_password

SCHEMES = ("sftp", "s3", "webdav", "webdavs")
OPTIONS: Mapping[str, type] = {
    "password_env": str,
    "password_file": Path,
    "key_file": Path,
    "known_hosts": Path,
    "endpoint": str,
    "region": str,
}
LOOPBACK = ("localhost", "127.0.0.1", "::1")
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ics": "text/calendar; charset=utf-8",
    ".atom": "application/atom+xml",
    ".json": "application/feed+json",
}
_HOPELESS = (
    "Authentication",
    "PermissionError",
    "NoCredentials",
    "AccessDenied",
    "NoSuchBucket",
    "bucket does not exist",
    "BadHostKey",
)


def holds(url: str, options: Mapping[str, str]) -> bool:
    """Always: asking the server about every file would cost more than sending what changed."""
    return True


def listed(url: str, options: Mapping[str, str]) -> int:
    """How many coming events the server shows now. Raises `TransportError`."""
    with _words_of_errors(url):
        filesystem, root, _ = _open(url, options, without_password(url))
        try:
            return count_events(filesystem.cat_file(f"{root}/events.ics"))
        except FileNotFoundError:
            return 0


def send(sending: Sending) -> None:
    """Upload what changed, then remove what is gone. Raises `TransportError`.

    A file is written under another name and moved into place where the protocol can, so that a reader meets the
    old or the new one. index.html comes last: what it links to is there when it appears.
    """
    shown = without_password(sending.url)
    with _words_of_errors(sending.url):
        filesystem, root, put = _open(sending.url, sending.options, shown)
        made: set[str] = set()
        names = in_order((*sending.differences.added, *sending.differences.changed))
        for _, together in groupby(names, key=_stage):
            files = {f"{root}/{name}": sending.files[name] for name in together}
            for parent in sorted({path.rpartition("/")[0] for path in files} - made):
                filesystem.makedirs(parent, exist_ok=True)
                made.add(parent)
            put(files)
        for name in sending.differences.removed:
            path = f"{root}/{name}"
            if filesystem.exists(path):
                filesystem.rm_file(path)


def check(url: str, options: Mapping[str, str]) -> str:
    """Connect, log in and look for the folder or bucket; changes nothing. Raises `TransportError`."""
    shown = without_password(url)
    with _words_of_errors(url):
        filesystem, root, _ = _open(url, options, shown)
        if urlsplit(url).scheme == "s3":
            filesystem.require(root.partition("/")[0])
            return f"{shown}, the bucket is there"
        try:
            filesystem.info(root or "/")  # not `exists`, which takes every error for a no
        except FileNotFoundError:
            if not root:
                raise TransportError(f"{shown}: there is no such folder; make it first", permanent=True) from None
            return f"{shown}, the folder will be made"
    return f"{shown}, the folder is there"


@contextlib.contextmanager
def _words_of_errors(url: str) -> Iterator[None]:
    """Turn what the libraries raise, each its own exceptions, into `TransportError`."""
    try:
        yield
    except TransportError:
        raise
    except ImportError as error:
        kind = urlsplit(url).scheme
        raise TransportError(
            f"{without_password(url)}: {error.name} is not installed: pip install "
            f"'event-intake[{'webdav' if kind == 'webdavs' else kind}]'",
            permanent=True,
        ) from error
    except Exception as error:
        name = f"{type(error).__name__}: {error}"
        raise TransportError(name, permanent=any(word in name for word in _HOPELESS)) from error


def in_order(names: Iterable[str]) -> list[str]:
    """What pages need before them, then the feeds, then the pages from the deepest up, index.html last of all."""

    return sorted(names, key=lambda name: (_stage(name), name))


def _stage(name: str) -> tuple[int, int]:
    kind = 2 if name.endswith("index.html") else 1 if name.endswith((".atom", ".json", "events.ics")) else 0
    return kind, -name.count("/") if kind == 2 else 0


Put = Callable[[Mapping[str, bytes]], None]
"""Writes files that may appear in any order among themselves."""


def _open(url: str, options: Mapping[str, str], shown: str) -> tuple[Any, str, Put]:
    parts = urlsplit(url)
    if parts.scheme == "s3":
        return _open_s3(parts, options)
    secret = password(options, shown)
    filesystem = _sftp(parts, options, secret) if parts.scheme == "sftp" else _webdav(parts, secret)
    root = unquote(parts.path).rstrip("/") if parts.scheme == "sftp" else ""

    def put(files: Mapping[str, bytes]) -> None:
        for path, content in files.items():
            folder, _, name = path.rpartition("/")
            part = f"{folder}/.{name}.part"
            filesystem.pipe_file(part, content)
            if parts.scheme == "sftp":
                filesystem.ftp.posix_rename(part, path)
            else:
                filesystem.client.move(part.lstrip("/"), path.lstrip("/"), overwrite=True)

    return filesystem, root, put


def _sftp(parts: SplitResult, options: Mapping[str, str], secret: str | None) -> Any:
    import paramiko
    from fsspec.implementations.sftp import SFTPFileSystem

    known = options.get("known_hosts")

    class VerifiedSFTP(SFTPFileSystem):  # type: ignore[misc]
        """fsspec's own takes any host key; this one only those in known_hosts."""

        cachable = False

        def _connect(self) -> None:
            self.client = paramiko.SSHClient()
            self.client.load_system_host_keys(str(Path(known).expanduser()) if known else None)
            self.client.set_missing_host_key_policy(paramiko.RejectPolicy())
            self.client.connect(self.host, **self.ssh_kwargs)
            self.ftp = self.client.open_sftp()

    arguments: dict[str, Any] = {"port": parts.port or 22, "timeout": 30}
    if parts.username:
        arguments["username"] = unquote(parts.username)
    if secret is not None:
        arguments["password"] = secret
    if key := options.get("key_file"):
        arguments |= {"key_filename": str(Path(key).expanduser()), "look_for_keys": False, "allow_agent": False}
    return VerifiedSFTP(parts.hostname, **arguments)


def _webdav(parts: SplitResult, secret: str | None) -> Any:
    from webdav4.fsspec import WebdavFileSystem

    if parts.scheme == "webdav" and parts.hostname not in LOOPBACK:
        raise TransportError(f"webdav://{parts.hostname}: without TLS only on loopback; use webdavs://", permanent=True)
    port = f":{parts.port}" if parts.port else ""
    base = f"http{'s' if parts.scheme == 'webdavs' else ''}://{parts.hostname}{port}{parts.path}"
    auth = (unquote(parts.username), secret or "") if parts.username else None
    return WebdavFileSystem(base, auth=auth, timeout=30, skip_instance_cache=True)


def _open_s3(parts: SplitResult, options: Mapping[str, str]) -> tuple[Any, str, Put]:
    from s3fs import S3FileSystem

    client = {"region_name": options["region"]} if "region" in options else {}
    filesystem = S3FileSystem(
        endpoint_url=options.get("endpoint"), client_kwargs=client, skip_instance_cache=True, use_listings_cache=False
    )
    root = f"{parts.hostname}{unquote(parts.path).rstrip('/')}"

    class Bucket:
        """S3 has no folders to make and no need to move: a put is whole or not at all."""

        @staticmethod
        def makedirs(path: str, *, exist_ok: bool) -> None:
            return

        @staticmethod
        def require(bucket: str) -> None:
            """Ask for the bucket; raises when it is not there or not ours."""
            filesystem.call_s3("head_bucket", Bucket=bucket)

        cat_file = staticmethod(filesystem.cat_file)
        exists = staticmethod(filesystem.exists)
        rm_file = staticmethod(filesystem.rm_file)

    def kind(path: str) -> str:
        suffix = Path(path).suffix
        return TYPES.get(suffix) or mimetypes.types_map.get(suffix) or "application/octet-stream"

    def put(files: Mapping[str, bytes]) -> None:
        for named, together in groupby(sorted(files, key=kind), key=kind):
            filesystem.pipe({path: files[path] for path in together}, ContentType=named)  # several at a time

    return Bucket, root, put
