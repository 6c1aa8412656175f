"""The shelf: keeps raw mails, drafts, events, the log and outgoing mails; it applies decisions and takes none."""

from intake.store.applying import Applied
from intake.store.changing import Stale
from intake.store.database import WORK_WAIT
from intake.store.engine import StoreProblem, Unavailable, Unusable
from intake.store.handing_out import Sending, Taken
from intake.store.history import NO_DECISIONS, Change, LogEntry
from intake.store.inbox import Kept, Unread
from intake.store.outgoing import Due, Mail
from intake.store.persons import Removed
from intake.store.store import Counted, Store
from intake.store.transaction import BOT, Transaction
from intake.store.undoing import NothingToUndo, Undone

__all__ = [
    "BOT",
    "NO_DECISIONS",
    "WORK_WAIT",
    "Applied",
    "Change",
    "Counted",
    "Due",
    "Kept",
    "LogEntry",
    "Mail",
    "NothingToUndo",
    "Removed",
    "Sending",
    "Stale",
    "Store",
    "StoreProblem",
    "Taken",
    "Transaction",
    "Unavailable",
    "Undone",
    "Unread",
    "Unusable",
]
