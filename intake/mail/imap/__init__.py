"""An IMAP inbox (RFC 3501 and 9051; UIDPLUS 4315, MOVE 6851, IDLE 2177); only this folder imports imapclient.

Two rules everywhere: nothing from a message ever enters a command (only numbers from the server's own answers and
folder names from the configuration do), and an answer is believed only when it fits what was asked. Whatever goes
wrong on the wire ends the connection, and the next try starts from the cursor.
"""

from __future__ import annotations

from intake import campaign
from intake.mail.address import has_controls, server_address
from intake.mail.imap.inbox import ImapMailbox
from intake.mail.mailbox import WrongAddress
from intake.mail.oauth.bearer import Bearer
from intake.mail.password import Password


def open_mailbox(mailbox: campaign.Mailbox, password: Password | None) -> ImapMailbox:
    """Give the inbox at an imaps://, imap+starttls:// or (loopback) imap:// url; nothing is connected yet."""
    address = server_address(mailbox.url, "imap", "mailbox.url")
    proof: Password | Bearer | None = password
    if proof is None and mailbox.oauth is not None and address.user:
        proof = Bearer(mailbox.oauth, address.user, "mailbox")
    if not address.user or proof is None:
        raise WrongAddress("mailbox.url: names no user; write imaps://user@host/INBOX")
    if has_controls(mailbox.processed) or any(char in mailbox.processed for char in "*%"):
        raise WrongAddress(f"mailbox.processed: {mailbox.processed!r} cannot be the name of a folder")
    return ImapMailbox(mailbox, address, proof)
