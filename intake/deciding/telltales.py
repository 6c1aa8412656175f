"""Signs in the build of a mail that a program or a person wrote it, whatever its language; weighed against each other.

A mail that comes back shows it in any words: by a server's reply code, by the header of the mail that it speaks of, by
an address that stands alone, by what is attached. None of these is sure, since people write of such things too; so
the signs of a person count against them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from intake.deciding.conversing import tone
from intake.deciding.notices import is_signed
from intake.deciding.programs import known
from intake.deciding.speakers import speaks_of_self
from intake.reading.message import Message
from intake.reading.passages import newest
from intake.reading.quotes import header_kind
from intake.reading.signatures import is_closing
from intake.reading.subjects import is_answer

__all__ = ["outweighs", "signs_of_a_person", "signs_of_a_program"]

_NEAR = 6_000
_ENOUGH = 3
"""By how much the signs of a program must outweigh those of a person."""
_SPEAKING = 2
_MOST_TERMS = 3
_KIN = "an address of the sender's house"
_CODE = re.compile(
    r"(?<![\w.,/-])(?:[45]\d\d[ -]#?[45]\.\d{1,2}\.\d{1,3}|#?[45]\.[0-7]\.\d{1,3}(?![.\d])"
    r"|55[0-4][ -](?=[^\n]{0,80}(?:<\S|user|address|mailbox|reject|denied|relay|unknown|spam|blocked|host)))"
)
_ENHANCED = re.compile(r"(?<![\w.])#?[45]\.[0-7]\.\d{1,3}(?![.\w])")
# Fields of a mail's header that no program shows to people who answer it or pass it on.
_RAW_FIELD = re.compile(
    r"(?im)^[ \t|]{0,8}(?:received:[ \t]+(?:from|by)\b|return-path:|message-id:|mime-version:|content-type:[ \t]*\w+/"
    r"|x-mailer:|x-envelope-\w+:|content-transfer-encoding:|in-reply-to:|delivered-to:|status:[ \t]*[245]\.)"
)
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+=/-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_ALONE = re.compile(r"^[\s>*|→-]{0,16}<?[\w.+=/-]{1,64}@[\w.-]{1,200}>?\s*(?:[:;.,]|$|\()")
_DASHED = re.compile(r"(?m)^\s{0,8}[-=*]{3,}[ \t]*[^\W\d_][^\n]{3,80}?[ \t]*[-=*]{3,}\s*$")
_HEADERS_ONLY = ("text/rfc822-headers", "message/delivery-status", "message/disposition-notification")
_LABELLED = re.compile(r"^\s{0,8}[^\W\d_][^:：\n]{0,30}[:：]\s*<?[\w.+=/-]{1,64}@[\w.-]{1,200}>?\s*$")


def outweighs(message: Message) -> str | None:
    """The signs of a program in the build of a mail where they outweigh those of a person, or None."""
    found = list(signs_of_a_program(message))
    weight = sum(one for one, _ in found)
    if not weight:
        return None
    person = signs_of_a_person(message)
    if weight - person >= _ENOUGH and speaks_of_self(newest(message.text[:_NEAR]), message.subject, message.sender):
        person += _SPEAKING
    if not person and any(sign == _KIN for _, sign in found) and not _tells(message):
        weight += 2
    if weight - person < _ENOUGH:
        return None
    return ", ".join(sign for _, sign in found)


def signs_of_a_program(message: Message) -> Iterator[tuple[int, str]]:
    """Each sign of a program with its weight.

    Where nothing in what was written has one, the mail passed on below it is somebody else's and is not looked at.
    """
    own = newest(message.text[:_NEAR])
    found = list(_in_text(message, own))
    if any(sign != _KIN for _, sign in found):
        whole = message.text[:_NEAR]
        found += [sign for sign in _in_text(message, whole) if sign[1] not in {one[1] for one in found}]
        kinds = {match.group().strip(" \t|").lower()[:8] for match in _RAW_FIELD.finditer(whole)}
        if kinds:
            found.append((2 if len(kinds) == 1 else 3, "the header of another mail"))
    yield from found
    if any(part.content_type in _HEADERS_ONLY for part in message.parts):
        yield 3, "a header attached"
    elif message.attached and found:
        yield 1, "a mail attached"
    local = re.split(r"[.+_=-]", message.sender.partition("@")[0].lower())[0]
    if local in known("machines"):
        yield 2, "a machine's name"


def _tells(message: Message) -> bool:
    """Whether it answers or names a number, as people do; what only says that an address failed does neither."""
    return re.search(r"\d", newest(message.text[:_NEAR])) is not None or is_answer(message.subject)


def _in_text(message: Message, text: str) -> Iterator[tuple[int, str]]:
    lowered = text.lower()
    addresses = {found.lower().rstrip(".") for found in _ADDRESS.findall(text)} - {message.sender.lower()}
    host = message.sender.partition("@")[2].lower()
    kin = {address for address in addresses if host and address.partition("@")[2] == host}
    lines = [line for line in text.splitlines() if "@" in line]
    if _CODE.search(text):
        yield 3 if addresses or _ENHANCED.search(text) else 2, "a mail server's reply"
    if any(
        "to" in header_kind(line) and "from" not in header_kind(line) and _LABELLED.match(line) for line in lines
    ) or any(_ALONE.match(line) and message.sender.lower() not in line.lower() for line in lines):
        yield 1, "a recipient by itself"
    if kin:
        yield 1, _KIN
    terms = {term for term in known("terms") if term in lowered}
    if terms:
        yield min(len(terms), _MOST_TERMS), "words of mail systems"
    if _DASHED.search(text):
        yield 1, "a line drawn around words"


def signs_of_a_person(message: Message) -> int:
    """How much sounds like a person: what is asked or told, a greeting, a name below, a program people write in."""
    own = newest(message.text[:_NEAR])
    heard = tone(own)
    lines = [line.strip() for line in own.splitlines() if line.strip()]
    score = 2 * (heard.addresses or heard.asks) + heard.event + heard.clock + heard.cancels
    score += bool(lines) and lines[0].lower().startswith(known("greetings"))
    score += any(map(is_closing, lines[-4:])) or is_signed(own)
    score += _written_in_a_client(message) + (bool(message.thread) and len(own) < len(message.text.strip()) - 20)
    return score


def _written_in_a_client(message: Message) -> bool:
    return any(
        header in ("thread-index", "x-ms-has-attach", "thread-topic")
        or (header in ("x-mailer", "user-agent") and any(word in value.lower() for word in known("clients")))
        for header, value in message.automatic
    )
