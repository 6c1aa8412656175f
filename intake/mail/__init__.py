"""The doors: mails come in from a mailbox and go out through SMTP or a folder here; nothing is read or decided."""
