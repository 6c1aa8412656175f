"""Publishes into a branch of a git repository: one commit per change, pushed; others' commits and files stay.

Urls: `git+ssh://git@host/repo.git`, `git+https://user@host/repo.git`, `git+file:///path/repo.git`. Options: `branch`
(default "main"), `folder` within the repository, `author` ("Name <address>"), `password_env` or `password_file`.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from render.credentials import password
from render.publish import Sending, TransportError, count_events, without_password

SCHEMES = ("git+ssh", "git+https", "git+file")
OPTIONS: Mapping[str, type] = {"branch": str, "folder": str, "author": str, "password_env": str, "password_file": Path}
AUTHOR = "event-intake <event-intake@localhost>"
PATIENCE = 120
"""Seconds one git command may take."""

_HOPELESS = re.compile(
    r"not found|does not exist|does not appear to be a git|permission denied|authentication failed|could not read "
    r"(username|password)|host key verification|access denied|protected branch",
    re.IGNORECASE,
)

_ADVICE = re.compile(
    r"fatal: could not read from remote repository|please make sure you have the correct access|"
    r"and the repository exists|error: failed to push some refs|hint:|to \S+$",
    re.IGNORECASE,
)


def holds(url: str, options: Mapping[str, str]) -> bool:
    """Always: what others did to the branch is seen when it is fetched."""
    return True


def listed(url: str, options: Mapping[str, str]) -> int:
    """How many coming events the branch holds now. Raises `TransportError`."""
    with tempfile.TemporaryDirectory(prefix="event-intake-") as work:
        _Repository(Path(work), url, options).fetch(options.get("branch", "main"))
        calendar = _inside(Path(work), options.get("folder", "")) / "events.ics"
        return count_events(calendar.read_bytes()) if calendar.is_file() else 0


def send(sending: Sending) -> None:
    """Fetch the branch's newest commit, put the changes on it and push. Raises `TransportError`.

    A push that comes too late, because somebody else pushed meanwhile, may be tried again: the next attempt
    begins with their commit.
    """
    options = sending.options
    branch = options.get("branch", "main")
    with tempfile.TemporaryDirectory(prefix="event-intake-") as work:
        repository = _Repository(Path(work), sending.url, options)
        repository.fetch(branch)
        folder = _inside(Path(work), options.get("folder", ""))
        for name, content in sending.files.items():
            file = _inside(folder, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        for name in sending.differences.removed:
            _inside(folder, name).unlink(missing_ok=True)
        repository.push(branch, sending.message)


def check(url: str, options: Mapping[str, str]) -> str:
    """Fetch the branch and ask whether it could be pushed to; changes nothing. Raises `TransportError`."""
    branch = options.get("branch", "main")
    with tempfile.TemporaryDirectory(prefix="event-intake-") as work:
        repository = _Repository(Path(work), url, options)
        there = repository.fetch(branch)
        repository.try_push(branch)
    return f"{without_password(url)}, branch {branch}{'' if there else ' (will be made)'}"


def _inside(root: Path, name: str) -> Path:
    """A path below `root`; one that leads out of it, or into git's own folder, is refused."""
    path = root / name
    if ".git" in Path(name).parts or not path.resolve().is_relative_to(root.resolve()):
        raise TransportError(f"git: {name!r} leads out of the repository", permanent=True)
    return path


class _Repository:
    """A shallow working copy that lives for one sending."""

    def __init__(self, work: Path, url: str, options: Mapping[str, str]) -> None:
        self._work, self._remote = work, url.partition("+")[2]
        self._shown = without_password(url)
        self._environment = {
            **os.environ,
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_SSH_COMMAND": os.environ.get("GIT_SSH_COMMAND", "ssh -o BatchMode=yes"),
            "LC_ALL": "C",
        }
        for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
            self._environment.pop(name, None)
        name, _, address = options.get("author", AUTHOR).rstrip(">").partition(" <")
        self._settings = [
            f"user.name={name}",
            f"user.email={address}",
            "core.autocrlf=false",
            "core.hooksPath=/dev/null",
        ]
        self._settings += ["commit.gpgsign=false"]
        secret = password(options, self._shown)
        if secret is not None:
            self._environment["EVENT_INTAKE_GIT_PASSWORD"] = secret
            helper = '!f() { echo "password=$EVENT_INTAKE_GIT_PASSWORD"; }; f'
            self._settings += ["credential.helper=", f"credential.helper={helper}"]

    def fetch(self, branch: str) -> bool:
        """Begin with the branch's newest commit; False, and with nothing, when the remote has no such branch yet."""
        self._git("init", "--quiet", f"--initial-branch={branch}")
        self._git("remote", "add", "origin", self._remote)
        there = self._git("ls-remote", "--heads", "origin", f"refs/heads/{branch}")
        if there.strip():
            self._git("fetch", "--quiet", "--depth=1", "--no-tags", "origin", f"refs/heads/{branch}")
            self._git("reset", "--quiet", "--hard", "FETCH_HEAD")
        return bool(there.strip())

    def try_push(self, branch: str) -> None:
        """Ask the remote whether it would take a push, without one."""
        self._git("commit", "--quiet", "--allow-empty", "--message=Try")
        self._git("push", "--quiet", "--dry-run", "origin", f"HEAD:refs/heads/{branch}")

    def push(self, branch: str, message: str) -> None:
        """Commit what changed and push it, never by force. Does nothing when the branch holds it all already."""
        self._git("add", "--all", "--force", ".")
        if not self._git("status", "--porcelain").strip():
            return
        self._git("commit", "--quiet", "--file=-", given=message)
        self._git("push", "--quiet", "origin", f"HEAD:refs/heads/{branch}")

    def _git(self, *command: str, given: str | None = None) -> str:
        settings = [part for setting in self._settings for part in ("-c", setting)]
        try:
            done = subprocess.run(  # noqa: S603 - our own arguments, no shell
                ["git", *settings, *command],  # noqa: S607
                cwd=self._work,
                env=self._environment,
                input=given,
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                timeout=PATIENCE,
                check=False,
            )
        except FileNotFoundError:
            raise TransportError(f"{self._shown}: git is not installed: apt install git", permanent=True) from None
        except subprocess.TimeoutExpired:
            raise TransportError(f"{self._shown}: git {command[0]} took longer than {PATIENCE} seconds") from None
        if done.returncode:
            said = without_secrets(done.stderr.strip() or done.stdout.strip())
            raise TransportError(
                f"git {command[0]}: {_gist(said)}{_to_do(said)}",
                permanent=bool(_HOPELESS.search(said)),
            )
        return done.stdout


_TO_DO = (
    (r"host key verification", "connect once by hand as this user (ssh HOST) and see that its key is the right one"),
    (r"permission denied|access denied", "give this user a key that the repository takes (deploy/github-pages.toml)"),
    (r"authentication failed|could not read (username|password)", "put a token into password_file"),
    (r"protected branch", "choose another branch, or unprotect it there"),
    (r"not found|does not exist|does not appear to be a git", "make the repository, or mend the url"),
    (r"connection refused|timed out|could not resolve", "mend the host in the url, or try again when it answers"),
)
"""What to do about what git says, by the first pattern that fits."""


def _to_do(said: str) -> str:
    return next((f"; {todo}" for pattern, todo in _TO_DO if re.search(pattern, said, re.IGNORECASE)), "")


def _gist(said: str) -> str:
    """The line that says what is wrong: git and ssh say it first and end with advice that fits anything."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if not _ADVICE.match(line)]
    return (telling or lines or ["failed"])[-1]


def without_secrets(text: str) -> str:
    """What git said, without a password that a url in it may hold."""
    return re.sub(r"(://[^\s/@:]*):[^\s/@]*@", r"\1@", text)
