"""What lies in an inbox, and the bytes of messages: asked by number and UID only, and each answer checked."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from imapclient.datetime_util import parse_to_datetime
from imapclient.response_parser import parse_fetch_response

from intake.mail.arrivals import headers_of, received_at, too_large
from intake.mail.imap.connection import Connection, OddAnswerError, Session
from intake.mail.mailbox import Arrival

LISTING = 1000
TINY, SMALL = 4096, 32_768
"""Up to the second size (bytes) that of a message is not asked for before its text is, only whether it passes one."""
PIECE = 1_000_000
"""Messages larger than this are fetched in pieces of this many bytes: little memory, and a cut costs one piece."""
TRIES = 4
NO_TEXT = "the mail server did not give the text of the message"


def list_inbox(session: Session, above: int) -> list[tuple[int, int]]:
    """(UID, size) of the messages with a UID above `above`, ascending; for small ones the size is `TINY` or `SMALL`,
    whichever it does not pass.

    Asked for by message number, from the end, a thousand at a time: numbers are dense and UIDs are not, and a SEARCH
    over a whole large inbox answers in one line that is too long to read. Messages that others remove meanwhile shift
    the numbers only so that one is listed twice, never so that one is missed.
    """
    found: dict[int, int] = {}
    for high in range(session.exists, 0, -LISTING):
        numbers = f"{max(1, high - LISTING + 1)}:{high}"
        uids = _search(session.client, numbers)
        if len(uids) != high - max(0, high - LISTING) or uids != sorted(set(uids)) or uids[0] < 1:
            raise OddAnswerError
        large, not_tiny = (_search(session.client, numbers, "LARGER", str(size)) for size in (SMALL, TINY))
        if not set(large) <= set(not_tiny) <= set(uids):
            raise OddAnswerError
        wanted = [uid for uid in large if uid > above]
        sizes = dict.fromkeys(uids, TINY) | dict.fromkeys(not_tiny, SMALL)
        told = session.client.fetch(wanted, ["RFC822.SIZE"]) if wanted else {}
        sizes |= {uid: int(told.get(uid, {}).get(b"RFC822.SIZE", SMALL)) for uid in wanted}
        found.update((uid, sizes[uid]) for uid in uids if uid > above)
        if uids[0] <= above:
            break
    return sorted(found.items())


def _search(client: Any, *criteria: str) -> list[int]:
    """The UIDs that a search finds, whether the server tells them in one line or in several."""
    kind, data = client._imap.uid("SEARCH", *criteria)
    if kind != "OK":
        raise client._imap.error(f"search failed: {kind}")
    # "(MODSEQ 917)" may stand behind them (RFC 7162).
    return [int(number) for line in data if line for number in line.partition(b"(")[0].split()]


class _Asked(NamedTuple):
    """Messages that were asked for: which whole ones by the command of this tag (none where it is None)."""

    uids: tuple[int, ...]
    whole: list[int]
    tag: str | None


class Reader:
    """Fetches messages, on request before their turn; remembers the pieces of a large one over a broken connection."""

    def __init__(self, connection: Connection, limit: int) -> None:
        self._connection = connection
        self._limit = limit
        self._pieces: dict[tuple[int, int], bytearray] = {}
        # What was asked for over one session, in this order, and what came of it before its turn.
        self._session: Session | None = None
        self._asked: deque[_Asked] = deque()
        self._came: dict[int, dict[bytes, Any]] = {}

    def ask(self, session: Session, sizes: dict[int, int]) -> None:
        """Ask for what `take` is called for later, in the same order, so that the server sends it meanwhile."""
        if self._session is not session:
            self._session = session
            self._asked.clear()
            self._came.clear()
        whole = [uid for uid, size in sizes.items() if size <= min(PIECE, max(self._limit, SMALL))]
        tag = _ask_for_whole(session.client, whole) if whole else None
        self._asked.append(_Asked(tuple(sizes), whole, tag))

    def asked(self, session: Session | None) -> int:
        """How many times was asked over this connection for what was not taken yet."""
        return len(self._asked) if self._session is session else 0

    def take(self, session: Session, sizes: dict[int, int]) -> dict[int, Arrival]:
        """Read the messages with these UIDs, each with its size as it was listed. Those that somebody removed
        meanwhile are missing in the answer. Raises what goes wrong, for the connection's guard."""
        if not self.asked(session):
            self.ask(session, sizes)
        if self._asked[0].uids != tuple(sizes):
            raise OddAnswerError
        self._gather(session, 1)
        whole = self._asked.popleft().whole
        came, suspect = self._judged({uid: self._came.pop(uid) for uid in whole if uid in self._came})
        taken = {}
        for uid in sorted(sizes):
            arrival = came.get(uid) or self._take_alone(session, uid, suspect.get(uid, b""))
            if arrival is not None:
                taken[uid] = arrival
        return taken

    def gather(self, session: Session) -> None:
        """Let all come that was asked for: what is answered next is then the answer to what is asked next."""
        self._gather(session, self.asked(session))

    def _gather(self, session: Session, number: int) -> None:
        """Let come what was asked for the first so many times."""
        expected = {uid for one in self._asked for uid in one.whole}
        for at in range(number):
            one = self._asked[at]
            if one.tag is not None:
                self._asked[at] = one._replace(tag=None)
                answer = _whole_messages(session.client, expected, one.tag)
                if not answer.keys() <= expected:
                    raise OddAnswerError
                self._came |= answer

    def _judged(self, answer: dict[int, dict[bytes, Any]]) -> tuple[dict[int, Arrival], dict[int, bytes]]:
        """Those that came as they were announced, and what came otherwise."""
        numbers = [facts[b"SEQ"] for facts in answer.values()]
        if numbers != sorted(set(numbers)):
            raise OddAnswerError
        found, suspect = {}, {}
        for uid, facts in answer.items():
            raw = facts.get(b"BODY[]")
            if not isinstance(raw, bytes) or not raw:
                continue
            if len(raw) == facts.get(b"RFC822.SIZE") and len(raw) <= self._limit:
                found[uid] = Arrival(raw, _received(facts), len(raw))
            else:
                suspect[uid] = raw
        return found, suspect

    def _take_alone(self, session: Session, uid: int, before: bytes) -> Arrival | None:
        """Read one message that is large, or that did not come as it was announced (`before` is what came). None when
        it is gone."""
        self.gather(session)
        facts = session.client.fetch([uid], ["RFC822.SIZE"]).get(uid, {})
        if b"RFC822.SIZE" not in facts:
            self._make_sure_it_is_gone(session, uid)
            return None
        size, received = int(facts[b"RFC822.SIZE"]), _time_of(session.client, uid)
        if size > self._limit:
            return Arrival(self._headers(session, uid), received, size, too_large(size, self._limit))
        raw = self._in_pieces(session, uid, size) if size > PIECE else b""
        for _ in range(TRIES):
            # Some servers give a size that is not the message's: what comes twice alike is believed.
            if raw and len(raw) == size:
                break
            now = session.client.fetch([uid], ["BODY.PEEK[]"]).get(uid, {}).get(b"BODY[]")
            if now == b"" and size == 0:
                return Arrival(b"", received, 0)  # as a program leaves it that was cut off while it delivered
            raw = now if isinstance(now, bytes) else b""
            if raw and raw == before:
                break
            before = raw or before
        if len(raw) > self._limit:
            return Arrival(headers_of(raw), received, len(raw), too_large(len(raw), self._limit))
        if raw:
            return Arrival(raw, received, len(raw))
        return Arrival(self._headers(session, uid), received, size, NO_TEXT)

    def _make_sure_it_is_gone(self, session: Session, uid: int) -> None:
        self._connection.select(session)
        if any(uid == other for other, _ in list_inbox(session, uid - 1)):
            raise OddAnswerError
        # It was removed, or its number was garbled on the way: looking at everything again finds the right one.
        session.listed = False

    def _headers(self, session: Session, uid: int) -> bytes:
        found = session.client.fetch([uid], ["BODY.PEEK[HEADER]<0.131072>"]).get(uid, {})
        raw = next((value for key, value in found.items() if key.startswith(b"BODY[HEADER]")), None)
        if not isinstance(raw, bytes) or not raw:
            raise OddAnswerError
        return headers_of(raw)

    def _in_pieces(self, session: Session, uid: int, size: int) -> bytes:
        """A large message, piece by piece; pieces that came before a cut are not fetched again."""
        key = (session.validity, uid)
        if key not in self._pieces:
            self._pieces = {key: bytearray()}
        whole = self._pieces[key]
        while len(whole) < size:
            answer = session.client.fetch([uid], [f"BODY.PEEK[]<{len(whole)}.{PIECE}>"]).get(uid, {})
            piece = answer.get(f"BODY[]<{len(whole)}>".encode())
            if not isinstance(piece, bytes) or len(piece) != min(PIECE, size - len(whole)):
                break
            whole += piece
        del self._pieces[key]
        return bytes(whole)


# The usual answer to our FETCH up to the literal; each alternative begins with another letter, so it is linear.
_USUAL = re.compile(
    rb'(\d+) \((?:UID (\d+) ?|RFC822\.SIZE (\d+) ?|INTERNALDATE "([^"]{0,40})" ?|FLAGS \([^()]*\) ?)*BODY\[\] \{\d+\}'
)


_NUMBER = re.compile(rb"(\d+) \(")


def _ask_for_whole(client: Any, uids: list[int]) -> str:
    """Send the command whose answer `_whole_messages` waits for; gives its tag."""
    which = ",".join(map(str, uids))
    tag: str = client._imap._command("UID", "FETCH", which, "(BODY.PEEK[] RFC822.SIZE INTERNALDATE)")
    return tag


def _whole_messages(client: Any, uids: Collection[int], tag: str) -> dict[int, dict[bytes, Any]]:
    """What `client.fetch` gives for whole messages, of which these UIDs may be. imapclient reads answers letter by
    letter, which takes longer than to transfer them; so the form that servers usually send is read at once, and any
    other is left to imapclient."""
    imap = client._imap
    kind, data = imap._untagged_response(*imap._command_complete("UID", tag), "FETCH")
    if kind != "OK":
        raise imap.error(f"fetch failed: {kind}")
    answer: dict[int, dict[bytes, Any]] = {}
    for head, tail in zip(data[::2], data[1::2], strict=False):
        usual = _USUAL.fullmatch(head[0]) if isinstance(head, tuple) and tail == b")" else None
        if usual is None or None in usual.groups() or int(usual[2]) in answer:
            break
        answer[int(usual[2])] = {
            b"SEQ": int(usual[1]),
            b"RFC822.SIZE": int(usual[3]),
            b"INTERNALDATE": _moment(usual[4]),
            b"BODY[]": head[1],
        }
    else:
        if len(data) == 2 * len(answer):
            return answer
    rest: dict[int, dict[bytes, Any]] = parse_fetch_response(data, normalise_times=False, uid_is_key=True)
    _make_sure_each_is_itself(data, rest)
    return {uid: facts for uid, facts in rest.items() if uid in uids}


def _make_sure_each_is_itself(data: list[Any], answer: dict[int, dict[bytes, Any]]) -> None:
    """Raise when two messages came under one UID, of which imapclient keeps the later: the other would never be read.

    A message that came twice is no trouble.
    """
    texts: dict[bytes, set[bytes]] = {}
    for part in data:
        if isinstance(part, tuple) and b"BODY[]" in part[0] and (number := _NUMBER.match(part[0])):
            texts.setdefault(number[1], set()).add(part[1])
    told = sum(b"BODY[]" in facts for facts in answer.values())
    if len(texts) > told or any(len(said) > 1 for said in texts.values()):
        raise OddAnswerError


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _moment(written: bytes) -> datetime | None:
    """The time an INTERNALDATE says: "17-Jul-1996 02:44:25 -0700" (RFC 3501, date-time) by its columns, which takes a
    fifth of the time of the parser for all kinds of dates; any other form is left to that one. None for what is none.
    """
    try:
        text = written.decode("ascii")
        day, month, year, time, hours, minutes = text[:2], text[3:6], text[7:11], text[12:20], text[21:24], text[24:]
        number = _MONTHS.index(month) + 1
        return datetime.fromisoformat(f"{year}-{number:02}-{day.replace(' ', '0')}T{time}{hours}:{minutes}")
    except ValueError:
        pass
    try:
        moment: datetime = parse_to_datetime(written, normalise=False)
        return moment
    except (ValueError, OverflowError):
        return None


def _time_of(client: Any, uid: int) -> datetime:
    """When one message came, as far as the server can tell: a time of no calendar is no reason not to take it."""
    try:
        facts = client.fetch([uid], ["INTERNALDATE"]).get(uid, {})
    except (ValueError, OverflowError):
        facts = {}
    return _received(facts)


def _received(facts: dict[bytes, Any]) -> datetime:
    moment = facts.get(b"INTERNALDATE")
    return received_at(moment.timestamp() if isinstance(moment, datetime) else None)
