"""The shelf: keeps raw mails, drafts, events, the log and outgoing mails; it applies decisions and takes none."""
