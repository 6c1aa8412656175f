"""The private side: mails, senders and drafts, from the mailbox to a maintainer's confirmation. It renders nothing."""

__version__ = "0.1.0"
