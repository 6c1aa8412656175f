"""A throw-away Dovecot: real IMAP on loopback, plain with STARTTLS and with TLS, one Maildir for each user."""

from __future__ import annotations

import base64
import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import imapclient

from intake.campaign import Mailbox
from tests.parts import missing
from tests.parts.certificates import Certificates, make_certificates

PASSWORD = "open-sesame-7"
_CONFIG = """
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
listen = 127.0.0.1
protocols = imap
default_internal_user = mail
default_internal_group = mail
default_login_user = dovenull
mail_location = maildir:{root}/mail/%u
mail_uid = mail
mail_gid = mail
first_valid_uid = 1
first_valid_gid = 1
mail_fsync = never
mailbox_list_index = no
disable_plaintext_auth = no
auth_mechanisms = plain login {mechanisms}
auth_failure_delay = 0
mail_max_userip_connections = 100
ssl = yes
ssl_cert = <{certificates.certificate}
ssl_key = <{certificates.key}
{oauth}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={{PLAIN.b64}}{password}
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={root}/mail/%u
}}
namespace inbox {{
  inbox = yes
  prefix = {prefix}
  separator = {separator}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
  }}
}}
protocol imap {{
  imap_idle_notify_interval = 29 mins
  {extra}
}}
{quota}
"""
_QUOTA = """
mail_plugins = quota
protocol imap {{
  mail_plugins = quota imap_quota
}}
plugin {{
  quota = maildir:User
  quota_rule = *:storage={megabytes}M
}}
"""


_OAUTH = """
passdb {{
  driver = oauth2
  mechanisms = {mechanisms}
  args = {root}/oauth2
}}
"""


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Dovecot:
    """A running server. Every user name exists, with the same password and an empty inbox."""

    root: Path
    plain: int
    tls: int
    certificates: Certificates
    password: str = PASSWORD

    def mailbox(self, user: str, scheme: str = "imap", port: int | None = None, **options: object) -> Mailbox:
        """The configuration of a user's inbox; the password is in the environment variable `INTAKE_TEST_PASSWORD`."""
        port = port or (self.tls if scheme == "imaps" else self.plain)
        url = f"{scheme}://{user}@127.0.0.1:{port}/INBOX"
        return Mailbox(url=url, password_env="INTAKE_TEST_PASSWORD", **options)  # type: ignore[arg-type]

    @contextlib.contextmanager
    def client(self, user: str, folder: str | None = None) -> Iterator[imapclient.IMAPClient]:
        """A client of the test's own, logged in."""
        with imapclient.IMAPClient("127.0.0.1", self.plain, ssl=False, timeout=30) as client:
            client.plain_login(user, self.password)
            if folder is not None:
                client.select_folder(folder)
            yield client

    def deliver(self, user: str, mails: Iterable[bytes], folder: str = "INBOX", flags: tuple[bytes, ...] = ()) -> None:
        """Put mails into a folder, in this order, a thousand with each command."""
        with self.client(user) as client:
            waiting = [{"msg": mail, "flags": flags} if flags else mail for mail in mails]
            for at in range(0, len(waiting), 1000):
                client.multiappend(folder, waiting[at : at + 1000])

    def folders(self, user: str) -> dict[str, int]:
        """Every folder with the number of messages in it."""
        with self.client(user) as client:
            names = [name for flags, _, name in client.list_folders() if b"\\Noselect" not in flags]
            return {name: client.folder_status(name, ["MESSAGES"])[b"MESSAGES"] for name in names}

    def flags(self, user: str, folder: str = "INBOX") -> list[tuple[bytes, ...]]:
        """The flags of each message in a folder, less \\Recent, in order."""
        with self.client(user) as client:
            client.select_folder(folder, readonly=True)
            found = client.get_flags(client.search())
            return [tuple(flag for flag in found[uid] if flag != b"\\Recent") for uid in sorted(found)]

    def messages(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """The bytes of each message in a folder, in order."""
        with self.client(user) as client:
            client.select_folder(folder, readonly=True)
            found = client.fetch(client.search(), ["BODY.PEEK[]"])
            return [found[uid][b"BODY[]"] for uid in sorted(found)]

    def maildir(self, user: str) -> Path:
        """Where a user's mail lies on disk."""
        return self.root / "mail" / user

    def change_uidvalidity(self, user: str, validity: int) -> None:
        """Give the inbox another UIDVALIDITY, and its messages new UIDs, as after a restore from a backup."""
        with self.client(user) as client:
            client.select_folder("INBOX")
            for name in ("dovecot.index", "dovecot.index.log", "dovecot.index.cache", "dovecot.list.index"):
                (self.maildir(user) / name).unlink(missing_ok=True)
            uidlist = self.maildir(user) / "dovecot-uidlist"
            first, _, rest = uidlist.read_text(encoding="latin-1").partition("\n")
            names = re.findall(r"(?m)^\d+ (.*)$", rest)
            first = re.sub(r"\bV\d+", f"V{validity}", re.sub(r"\bN\d+", f"N{len(names) + 1}", first))
            renumbered = "".join(f"{number} {name}\n" for number, name in enumerate(names, 1))
            uidlist.write_text(f"{first}\n{renumbered}", encoding="latin-1")

    def disconnect_everybody(self) -> None:
        """End every IMAP session, as a restart of the server does."""
        subprocess.run([_program("doveadm"), "-c", self.root / "conf", "kick", "*"], capture_output=True)


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found is None:
        missing("Dovecot", "apt-get install dovecot-imapd")
    return found


@contextlib.contextmanager
def dovecot(
    prefix: str = "",
    separator: str = "/",
    extra: str = "",
    password: str = PASSWORD,
    names: str = "DNS:localhost,IP:127.0.0.1",
    introspection: str | None = None,
    quota_megabytes: int = 0,
    mechanisms: str = "xoauth2 oauthbearer",
) -> Iterator[Dovecot]:
    """Run a server while the block lasts. `prefix` and `separator` are those of its namespace, `extra` are lines for
    its `protocol imap` section, `names` are those its certificate is for. `introspection` is the address at which it
    asks whether an OAuth 2 token is good (RFC 7662), which it takes by these `mechanisms`. Only root can start it."""
    program = _program("dovecot")
    if os.geteuid() != 0:
        missing("the right to start Dovecot", "run the tests as root, in a container for example")
    # Not under pytest's temporary folder: the mail user could not search its parents.
    root = Path(tempfile.mkdtemp(prefix="intake-dovecot-"))
    try:
        root.chmod(0o755)
        (root / "mail").mkdir()
        shutil.chown(root / "mail", "mail", "mail")
        certificates = make_certificates(root / "tls", names)
        server = Dovecot(root, free_port(), free_port(), certificates, password)
        (root / "conf").write_text(
            _CONFIG.format(
                root=root, plain=server.plain, tls=server.tls, certificates=certificates,
                password=base64.b64encode(password.encode()).decode(),
                quota=_QUOTA.format(megabytes=quota_megabytes) if quota_megabytes else "",
                prefix=prefix, separator=separator, extra=extra, mechanisms=mechanisms if introspection else "",
                oauth=_OAUTH.format(root=root, mechanisms=mechanisms) if introspection else "",
            )
        )  # fmt: skip
        if introspection:
            (root / "oauth2").write_text(
                f"introspection_url = {introspection}\nintrospection_mode = post\nusername_attribute = username\n"
                "active_attribute = active\nactive_value = true\n"
            )
        process = subprocess.Popen(
            [program, "-F", "-c", root / "conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _wait_for(server, process)
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _wait_for(server: Dovecot, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with server.client("somebody"):
                return
        except OSError:
            time.sleep(0.02)
    log = server.root / "log"
    raise AssertionError(f"Dovecot did not start: {log.read_text()[-2000:] if log.exists() else 'no log'}")
