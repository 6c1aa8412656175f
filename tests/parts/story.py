"""A story: mails come in, a maintainer decides, and what goes out, waits and stands on the list is looked at.

The doors are folders, or a Dovecot inbox and an SMTP server; everything between them is the program as it runs.
"""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import os
import re
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from intake import jobs
from intake.campaign import Campaign, Mailbox, Maintainer, Outgoing, ReviewPages
from intake.deciding.decision import Command
from intake.deciding.details import differences, of_event
from intake.deciding.draft import Details
from intake.jobs.working import Reads
from intake.store import Store
from render.site import Site
from tests.parts.dovecot import Dovecot
from tests.parts.smtp import Post

STARTS = dt.datetime(2027, 3, 1, 9, 0, tzinfo=dt.UTC)
OUR_ADDRESS = "events@greendays.example"
_PLACEHOLDER = re.compile(r"\{(\d\d)(?:/(\d))?\.(id|subject|token|quoted)\}")


def open_mail(raw: bytes) -> EmailMessage:
    """One of our mails, as it went over the wire."""
    mail = email.message_from_bytes(raw, policy=email.policy.SMTP)
    assert isinstance(mail, EmailMessage)
    return mail


@dataclass
class Doors:
    """Where mails come in and go out: `put` gives one to the inbox at a time, `take` gives those sent since."""

    mailbox: Mailbox
    outgoing: Outgoing
    put: Callable[[bytes, dt.datetime], None]
    take: Callable[[], list[bytes]]


def folders(root: Path) -> Doors:
    """Doors that are folders."""
    inbox, outbox = root / "inbox", root / "outbox"
    inbox.mkdir()
    outbox.mkdir()
    seen: set[Path] = set()

    def put(raw: bytes, when: dt.datetime) -> None:
        path = inbox / f"{len(list(inbox.iterdir())):03}.eml"
        path.write_bytes(raw)
        os.utime(path, (when.timestamp(), when.timestamp()))

    def take() -> list[bytes]:
        new = sorted(set(outbox.glob("*.eml")) - seen, key=lambda path: (path.stat().st_mtime_ns, path.name))
        seen.update(new)
        return [path.read_bytes() for path in new]

    return Doors(Mailbox(f"folder:{inbox}"), Outgoing(f"folder:{outbox}", OUR_ADDRESS), put, take)


def servers(imap: Dovecot, post: Post, user: str) -> Doors:
    """Doors that are real servers."""
    seen = len(post.taken)

    def put(raw: bytes, when: dt.datetime) -> None:
        with imap.client(user) as client:
            client.append("INBOX", raw, msg_time=when)

    def take() -> list[bytes]:
        nonlocal seen
        new, seen = post.taken[seen:], len(post.taken)
        for envelope in new:
            assert len(envelope.rcpt_tos) == 1, "our mails have one recipient"
            assert open_mail(envelope.content)["To"] == envelope.rcpt_tos[0]
        return [bytes(envelope.content) for envelope in new]

    url = f"smtp://127.0.0.1:{post.port}"
    return Doors(imap.mailbox(user), Outgoing(url, OUR_ADDRESS), put, take)


def campaign_of(doors: Doors, store_url: str, options: dict[str, object]) -> Campaign:
    """The stories' campaign; `options` are those of a story's campaign.toml."""
    languages = tuple(options.get("languages", ["en"]))  # type: ignore[arg-type]
    maintainers = [Maintainer("Mo", "mo@desk.example", notify="none")]
    for one in options.get("maintainer", []):  # type: ignore[attr-defined]
        maintainers.append(Maintainer(one["name"], one["email"], tuple(one.get("languages", ["en"]))))
    site = Site(
        title="Green Days",
        statement="",
        contact=OUR_ADDRESS,
        languages=languages,
        timezone="Europe/Paris",
        host="greendays.example",
        url="https://greendays.example/",
    )
    mailbox = Mailbox(
        doors.mailbox.url,
        password_env=doors.mailbox.password_env,
        authserv_id=options.get("authserv_id"),  # type: ignore[arg-type]
    )
    outgoing = Outgoing(doors.outgoing.url, OUR_ADDRESS, answers_per_hour=int(str(options.get("answers_per_hour", 5))))
    review = ReviewPages(public_url="https://desk.greendays.example")
    return Campaign(site, mailbox, outgoing, store_url, review, tuple(maintainers), ())


@dataclass
class Stage:
    """A running story: the program's parts, the clock (an hour a step), and what was sent in each step."""

    store: Store
    campaign: Campaign
    doors: Doors
    reader: Reads
    now: dt.datetime = STARTS
    sent: dict[str, list[EmailMessage]] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def comes_in(self, step: str, raw: bytes) -> None:
        """A mail comes in, and the program does a round."""
        raw = _PLACEHOLDER.sub(lambda match: self._filled(match), raw.decode("utf-8")).encode()
        raw = re.sub(rb"\r?\n", b"\r\n", raw)
        said = open_mail(raw)["Message-ID"]
        self.ids[step] = str(said).strip() if said else ""
        self.doors.put(raw, self.now)
        jobs.collect(self.store, self.campaign, self.now)
        jobs.work(self.store, self.campaign, self.now, self.reader)
        jobs.send(self.store, self.campaign, self.now)

    def is_told(self, line: str) -> None:
        """A maintainer decides at the desk: "confirm 1", "confirm 1 2 3", "reject 2 why", "edit 1 city=Köln" ..."""
        verb, _, rest = line.partition(" ")
        number, _, more = rest.partition(" ")
        several = re.fullmatch(r"\d+(?: \d+)+", rest)
        if verb == "undo":
            jobs.undo(self.store, self.campaign, "mo@desk.example", self.now)
        elif verb == "edit":
            field_name, _, value = more.partition("=")
            command = Command("edit", "mo@desk.example", draft_id=int(number), values={field_name: value})
            jobs.carry_out(self.store, self.campaign, [command], self.now)
        else:
            chosen = rest.split() if several else [number]
            why = "" if several else more
            commands = [Command(verb, "mo@desk.example", draft_id=int(one), why=why) for one in chosen]  # type: ignore[arg-type]
            jobs.carry_out(self.store, self.campaign, commands, self.now)
        jobs.send(self.store, self.campaign, self.now)

    def goes_out(self, step: str) -> str:
        """What was sent since it was last asked, as an out.txt has it."""
        mails = [open_mail(raw) for raw in self.doors.take()]
        self.sent[step] = mails
        for number, mail in enumerate(mails, start=1):
            self.ids[step if number == 1 else f"{step}/{number}"] = str(mail["Message-ID"]).strip()
        return "\n=====\n\n".join(self._shown(mail) for mail in mails) or "nothing\n"

    def waits(self) -> str:
        """The waiting drafts, one in each line, as a drafts.txt has them."""
        lines = []
        for draft in self.store.drafts():
            codes = " ".join(problem.code for problem in draft.problems)
            changed = " ".join(differences(draft.previous, draft.details)) if draft.previous else ""
            event = "event" if draft.event_id else ""
            parts = [f"{draft.id} {draft.about} {event}".strip(), *_entry(draft.details)]
            parts += [f"changes {changed}"] if changed else []
            parts += [f"problems {codes}"] if codes else []
            parts += [f"like draft {one.id}" if one.kind == "draft" else "like an event" for one in draft.duplicates]
            lines.append(" | ".join(parts))
        return "\n".join(lines) + "\n" if lines else "nothing\n"

    def stands(self) -> str:
        """The published events, one in each line, as a list.txt has them."""
        lines = []
        for event in self.store.events():
            mark = [] if event.status == "scheduled" else [event.status]
            lines.append(" | ".join([*_entry(of_event(event)), *mark]))
        return "\n".join(sorted(lines)) + "\n" if lines else "nothing\n"

    def fate(self) -> str:
        """What became of the newest mail, and why."""
        newest = max(self.store.messages(), key=lambda kept: kept.number)
        return f"{newest.fate}: {newest.reason}".strip(": ") + "\n"

    def _filled(self, match: re.Match[str]) -> str:
        mail = self.sent[match[1]][int(match[2] or 1) - 1]
        if match[3] == "id":
            return str(mail["Message-ID"]).strip()
        if match[3] == "subject":
            return str(mail["Subject"])
        if match[3] == "quoted":
            return "\n".join(f"> {line}" for line in mail.get_content().splitlines())
        found = re.search(r"\[#(\w+)\]", str(mail["Subject"]))
        assert found, "the mail has no token"
        return found[1]

    def _shown(self, mail: EmailMessage) -> str:
        names = {message_id: step for step, message_id in self.ids.items() if message_id}
        token = re.compile(r"\[#\w+\]")
        lines = [f"To: {mail['To']}", f"Subject: {token.sub('[#token]', str(mail['Subject']))}"]
        if mail["In-Reply-To"]:
            lines.append(f"Answers: {names.get(str(mail['In-Reply-To']).strip(), 'something else')}")
            thread = [names.get(one, "something else") for one in str(mail["References"] or "").split()]
            lines.append(f"Thread: {' '.join(thread)}")
        lines += [f"Auto-Submitted: {mail['Auto-Submitted']}", "", mail.get_content().replace("\r\n", "\n").strip("\n")]
        return re.sub(r"(#e-)\w+", r"\1ID", "\n".join(lines)) + "\n"


def _entry(details: Details) -> list[str]:
    day = str(details.date or "no day") + (f" to {details.end_date}" if details.end_date else "")
    time = f"{details.start:%H:%M}" if details.start else "no time"
    time += f"-{details.end:%H:%M}" if details.end else ""
    where = "online" if details.online else f"{details.city or 'no city'} {details.country or ''}".strip()
    return [f"{day} {time}", where, details.link or "no link"]


@contextmanager
def stage(folder: Path, doors: Doors, root: Path, reader: Reads) -> Iterator[Stage]:
    """The stage of the story in `folder`, with an empty store."""
    options = folder / "campaign.toml"
    said = tomllib.loads(options.read_text(encoding="utf-8")) if options.exists() else {}
    url = f"sqlite:///{root / 'story.sqlite'}"
    with Store.open(url, domain="greendays.example") as store:
        yield Stage(store, campaign_of(doors, url, said), doors, reader)
