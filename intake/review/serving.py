"""Runs the review pages on waitress in a thread of the worker's process."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from waitress.server import create_server

from intake.campaign import Campaign, Maintainer
from intake.deciding.decision import Reply
from intake.jobs.sending import desk_of
from intake.mail import notes
from intake.mail.mailbox import MailProblem
from intake.mail.outbox import open_outbox
from intake.review.app import Desk, create_app
from intake.review.reading import MailReader
from intake.review.signin import PRINTED_ADDRESS_LIVES
from intake.store import Store

log = logging.getLogger(__name__)
THREADS = 8
CONNECTIONS, IDLE_SECONDS = 300, 30
"""A stranger who opens many connections and says nothing shuts nobody out for long."""


def utc_now() -> dt.datetime:
    """The time."""
    return dt.datetime.now(dt.UTC)


class Serving:
    """The review pages of a campaign while they are served; a context manager.

    `one_time_address` signs the first listed maintainer in, once. `wake` is called when there is something to send or
    publish. Raises OSError naming the address when it cannot be listened on.
    """

    def __init__(
        self,
        campaign: Campaign,
        store: Store,
        wake: Callable[..., None],
        clock: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        listen = campaign.review.listen
        if listen is None:
            raise ValueError('review.listen is not set: write one such as "127.0.0.1:8080"')
        self._mails = MailReader(campaign)
        link = link_sender(campaign, clock) if campaign.outgoing is not None else None
        self.desk = Desk(campaign, store, clock, wake, link, self._mails.read, self._mails.why_silent)
        host, _, port = listen.rpartition(":")
        try:
            self._server = create_server(
                create_app(self.desk),
                host=host.strip("[]"),
                port=int(port),
                threads=THREADS,
                ident=None,
                asyncore_use_poll=True,  # select knows no descriptor above 1,023
                connection_limit=CONNECTIONS,
                channel_timeout=IDLE_SECONDS,
            )
        except OSError as error:
            raise OSError(
                f"review.listen: {listen} cannot be listened on ({error.strerror or error}); choose another port"
            ) from None
        self._thread = threading.Thread(target=self._server.run, name="review pages", daemon=True)
        shown = "127.0.0.1" if host in ("0.0.0.0", "", "::") else host  # noqa: S104 - compared, not bound
        self.address = f"http://{shown}:{self._server.effective_port}/"

    def one_time_address(self) -> str:
        """An address that signs the first listed maintainer in, once, within a day."""
        people = self.desk.campaign.maintainers
        who = people[0].email if people else "maintainer"
        secret = self.desk.door.link_for(who, self.desk.clock(), PRINTED_ADDRESS_LIVES)
        return f"{self.address}start/{secret}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        self._thread.join(5)
        self._mails.close()


def link_sender(campaign: Campaign, clock: Callable[[], dt.datetime]) -> Callable[[Maintainer, str], None]:
    """A function that mails a sign-in address at once, in a thread, so that the page answers alike for everybody.

    Such a mail is not kept in the store: it holds a secret, and is worthless a quarter of an hour later.
    """
    outgoing = campaign.outgoing
    assert outgoing is not None
    domain = outgoing.sender.rpartition("@")[2]

    def send(maintainer: Maintainer, address: str) -> None:
        reply = Reply(maintainer.email, "sign_in", maintainer.languages[0], {"address": address})
        letter = notes.write(reply, desk_of(campaign), f"{secrets.token_hex(12)}@{domain}", clock())
        try:
            with open_outbox(outgoing) as outbox:
                outbox.send(letter, maintainer.email)
        except MailProblem as problem:
            log.warning("a sign-in mail could not be sent: %s", problem)

    def start(maintainer: Maintainer, address: str) -> None:
        threading.Thread(target=send, args=(maintainer, address), name="sign-in mail", daemon=True).start()

    return start
