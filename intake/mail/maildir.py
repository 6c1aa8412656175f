"""A Maildir as a mailbox: messages in new/ and cur/, filed into a Maildir++ subfolder (.Processed/cur)."""

from __future__ import annotations

from pathlib import Path

from intake import campaign
from intake.mail.folder import FolderMailbox, Waiting
from intake.mail.password import Password


class MaildirMailbox(FolderMailbox):
    """A Maildir (https://cr.yp.to/proto/maildir.html); folders as in Maildir++, the way Courier and Dovecot do."""

    scheme = "maildir"

    def inboxes(self) -> tuple[Path, ...]:
        """Where delivery puts messages and where mail programs leave those that were looked at."""
        return self.root / "new", self.root / "cur"

    def is_message(self, path: Path) -> bool:
        """Every file in new/ and cur/ that is not hidden."""
        return not path.name.startswith(".")

    def filed(self, path: Path) -> Path:
        """The same name in cur/ of the subfolder, with the info part that names in cur/ must have."""
        name = path.name if ":2," in path.name else f"{path.name}:2,"
        return self.root / f".{self.processed.strip('.').replace('/', '.')}" / "cur" / name

    def received(self, waiting: Waiting) -> float:
        """The time of delivery that a Maildir name begins with; else when the file was written."""
        seconds = waiting.path.name.partition(".")[0]
        return (
            float(seconds) if seconds.isascii() and seconds.isdigit() and len(seconds) < 12 else waiting.modified / 1e9
        )

    def prepare(self, folder: Path) -> None:
        """Make a whole Maildir of the subfolder, so that IMAP servers show it."""
        for name in ("tmp", "new", "cur"):
            (folder.parent / name).mkdir(parents=True, exist_ok=True)
        (folder.parent / "maildirfolder").touch(exist_ok=True)


def open_mailbox(mailbox: campaign.Mailbox, password: Password | None) -> MaildirMailbox:
    """Give the mailbox at `maildir:PATH`; nothing is read yet."""
    return MaildirMailbox(mailbox)
