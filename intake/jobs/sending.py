"""Sends our own mails that wait: written when the decision was taken, sent afterwards, each once."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass

from intake.campaign import Campaign, ReviewPages
from intake.jobs.publishing import due
from intake.mail import notes
from intake.mail.address import is_loopback
from intake.mail.mailbox import Refused
from intake.mail.outbox import Never, NotYet, Outbox, open_outbox
from intake.store import Sending, Store
from render.cleaning import id_slug

MOST_IN_A_ROW = 3
"""After so many mails in a row that the server would not take now, the rest waits for the next time."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How many mails are out; `problems` are lines about those that are not."""

    sent: int = 0
    problems: tuple[str, ...] = ()


def desk_of(campaign: Campaign) -> notes.Desk:
    """From whom our mails come and what they point at."""
    return notes.Desk(
        sender=campaign.outgoing.sender if campaign.outgoing else campaign.site.contact,
        title=campaign.site.title,
        contact=campaign.site.contact,
        page=campaign.site.url,
        review=review_address(campaign.review),
        languages=campaign.site.languages,
        address=entry_addresses(campaign),
    )


def review_address(pages: ReviewPages) -> str | None:
    """Where maintainers reach the review pages: the public address, else this machine's own; None where neither is."""
    if pages.public_url or not pages.listen:
        return pages.public_url
    host, _, port = pages.listen.rpartition(":")
    return f"http://{pages.listen}/" if is_loopback(host.strip("[]")) and port != "0" else None


def entry_addresses(campaign: Campaign) -> Callable[[str], str | None]:
    """Gives the public address of an event's entry by the event's id; None where the page's address is not known."""

    def address(event_id: str) -> str | None:
        url = campaign.site.url
        return f"{url.rstrip('/')}/#e-{id_slug(event_id)}" if url else None

    return address


def send(
    store: Store,
    campaign: Campaign,
    now: dt.datetime,
    outbox: Outbox | None = None,
    stop: threading.Event | None = None,
) -> Sent:
    """Send every mail that is due, one by one, each noted as sent before the next.

    Mails that say what stands on the page wait while it has not been published since; an hour at most.
    What the server will not take now is tried again after a pause that grows; what it never takes is kept as failed.
    A program that dies between sending and noting sends that one mail again, with the same Message-ID. Raises
    MailProblem when the server refuses us altogether, and Unavailable.
    """
    if campaign.outgoing is None:
        return Sent()
    if outbox is None:
        with open_outbox(campaign.outgoing) as opened:
            return send(store, campaign, now, opened, stop)
    desk = desk_of(campaign)
    unpublished = due(store, campaign, now)
    sent = in_a_row = 0
    problems: dict[str, None] = {}
    with store.sending():
        while in_a_row < MOST_IN_A_ROW and not (stop is not None and stop.is_set()):
            with store.next_mail(now, unpublished) as sending:
                if sending is None:
                    break
                problem = _send_one(sending, desk, outbox, now)
            if problem is None:
                sent, in_a_row = sent + 1, 0
            else:
                in_a_row += 1
                problems[problem] = None
    return Sent(sent, tuple(problems))


def _send_one(sending: Sending, desk: notes.Desk, outbox: Outbox, now: dt.datetime) -> str | None:
    """Send one mail and note how it went; returns the problem in a line, None when it is out."""
    mail = sending.due
    try:
        letter = notes.write(mail.reply, desk, mail.reply.message_id or "", mail.created, mail.token)
        # An answer to a stranger has the null sender, to which nothing can bounce (RFC 3834, 3.3).
        outbox.send(letter, mail.reply.to, desk.sender if mail.reply.token_for else "")
    except NotYet as problem:
        sending.failed(str(problem), False, now)
        return str(problem)
    except Never as problem:
        sending.failed(str(problem), True, now)
        return str(problem)
    except Refused:
        raise
    except Exception as error:  # a mail that cannot be written does not stop the others
        words = f"mail {mail.id} ({mail.reply.template}) cannot be written: {type(error).__name__}: {error}"
        sending.failed(words, False, now)
        return words
    sending.sent(now)
    return None
