"""The words by which automatic answers, bounces, receipts and notices say what they are, where no header does.

The words are data: `away_subject`, `away_body`, `away_hint` and `away_beside` of the languages' [mail] tables, and
automatic.toml for languages without a file. "…" in them stands for a few words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from intake.deciding.conversing import puts_question, tone, without_citations
from intake.deciding.plain import even
from intake.deciding.programs import known
from intake.deciding.speakers import speaks_of_self, without_names, writes_from_here
from intake.deciding.themes import is_past, themes
from intake.reading import cues
from intake.reading.lines import NO_SPACES, phrases
from intake.reading.message import Message
from intake.reading.passages import newest
from intake.reading.quotes import header_kind, sort
from intake.reading.subjects import is_prefixed

__all__ = ["answers_in_person", "asks_of_us", "asks_somebody", "is_personal", "is_signed", "says_automatic"]

_NEAR = 20_000
_OPENING = 350
_ENDING = 250
"""Characters at both ends of what was written in which an automatic answer says so outright."""
_HINTED = 900
_FEW_WORDS = 5
_SIGNED = re.compile(r"(?:[.!?,][ \t]+|[。！？]\s*|\n[ \t]*)(?:[^\W\d_a-z][\w.'’-]*[ ]?){1,3}[ ]*(?:\([^()\n]*\))?$")
_FEW_SIGNS = 6
_FOR_SOMEBODY = frozenset({"letter", "instead"})
_ASKED = 25
_ADDRESS = re.compile(r"<\S+@\S+>|\b[45]\d\d[ -]|#\d")
_FIRST = 120
"""Characters in which a notice has said what it is, whatever follows."""
_SCAN = 60
_UMLAUT = re.compile("[äöüß]")
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_TICKET = re.compile(
    r"(?i)\[[^\]\n]{0,30}#\s?[\w-]{4,}\]|##[\w-]{4,}##|\bref:_\w+|\b(?:INC|REQ|RITM)\d{6,}\b|\[\w{2,8}-\d{3,}-\d{3,}\]"
)
_BARRED = re.compile(r"(?m)^[ \t]*\|(?!.*\|[ \t]*$).*$\n?")
"""Lines behind a bar, as some quote; one that a bar ends, too, is of a table."""
_SCANNED = re.compile(r"vir(?:us|en)|вирус|viru|malware|spyware|avast|\bavg\b")
_FEW_BYTES = 300
"""UTF-8 bytes, not characters: a sentence of Chinese has a third of the characters of a German one."""
_GAP = 160
_SERVER_TALK = re.compile(
    r"(?im)^\W{0,12}(?:(?:sent|received)?\s{0,4}(?:>>>|<<<)\s{0,4}(?:rcpt to|mail from|data|[45]\d\d)"
    r"|[45]\d\d[ -][45]\.\d{1,3}\.\d{1,3}\b"
    r"|(?:final-recipient|reporting-mta|diagnostic-code|remote-mta|original-recipient)\s{0,4}:|remote host said\s{0,4}:"
    r"|transcript of session follows|unsent message follows)"
)


def says_automatic(message: Message) -> str | None:
    """The words by which a message says that a program wrote it, or None when it reads like a person's.

    Some words only a program says, where they open a sentence. Others ("I am on holiday") people say too: they count
    together, or when little else is written. The more of them are needed the more the rest sounds like a person: where
    a time of day stands, a question is put, something is asked for or an event announced. What stands between
    quotation marks is a title or somebody else's.
    """
    subject, sure, formal = _in_subject(message.subject)
    own = _BARRED.sub("", newest(message.text[:_NEAR]))
    heard = tone(own)
    written = even(_PARAGRAPH.sub(" ¶ ", without_citations(own)))
    body = _spoken(written)
    opening = _SERVER_TALK.match(message.text[:_OPENING].lstrip()) is not None
    if _is_receipt(own):
        return "a receipt"
    # The words of the subject may be the name of what is told of; told again they are no second sign.
    start = written[:_HINTED].replace(subject, "…") if subject and sure and heard.converses else written[:_HINTED]
    hints, beside = _count(start)
    hints += subject is not None and not sure
    if (sure or hints) and not body and writes_from_here(own, message.sender):
        return None
    beside += _SERVER_TALK.search(message.text[:_NEAR]) is not None
    signs = body or hints or beside or _ADDRESS.search(own)
    speaks = bool(sure or body) and speaks_of_self(own, message.subject, message.sender)
    by_name = speaks or is_signed(own)
    if (formal and (signs or not heard.addresses)) or (sure and not heard.converses and (signs or not by_name)):
        return subject
    if _TICKET.search(message.subject) and not heard.addresses and not is_prefixed(message.subject):
        return "a ticket's number"
    if opening and not heard.questions:
        return "an answer of a mail server"
    if sure and heard.asks and not heard.requests and _answers_for_somebody(own, message.subject):
        return subject
    if speaks and puts_question(own) and not any(one.opens for one in body):
        return None
    if sure and (body or (hints + beside and not heard.personal) or _is_labelled(own)):
        return subject
    if not heard.converses and (below := [one for one in _spoken(_footer(message)) if one.opens]):
        return below[0].words
    if body and not heard.personal:
        alone = len(body) + hints + beside == 1
        return body[0].words if body[0].opens or not (alone and (speaks or heard.converses)) else None
    if body:
        first = [one for one in body if one.opens]
        return first[0].words if first and (first[0].start < _FIRST or len(body) > 1) else None
    if not hints or heard.questions or heard.requests:
        return None
    if heard.announces and hints + beside < 4:
        return None
    early = _early(start)
    few = len(written.encode("utf-8", "replace")) <= _FEW_BYTES and not heard.converses and early
    if few or hints + beside >= 2 + heard.converses + (not early):
        return subject or _first(start, "hint")
    return None


def answers_in_person(message: Message) -> bool:
    """Whether this is an answer that a person wrote: in a thread, saying more than a notice does, and no notice."""
    threaded = bool(message.thread) or is_prefixed(message.subject)
    return threaded and tone(newest(message.text[:_NEAR])).converses and says_automatic(message) is None


def asks_of_us(message: Message) -> bool:
    """Whether a person asks us to list something, and says when, or puts a question, and no notice is in it."""
    own = without_citations(newest(message.text[:_NEAR]))
    heard = tone(own)
    asks = (heard.requests and (heard.clock or re.search(r"\d", own) is not None)) or (heard.questions and heard.clock)
    return asks and says_automatic(message) is None


def asks_somebody(message: Message) -> bool:
    """Whether it asks something of whoever reads it, and no notice is in it."""
    return tone(newest(message.text[:_NEAR])).addresses and says_automatic(message) is None


def is_personal(message: Message) -> bool:
    """Whether it announces or asks something as people do, and no notice is in it."""
    return tone(newest(message.text[:_NEAR])).personal and says_automatic(message) is None


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words only a program says, where they start, and whether they open a sentence."""

    words: str
    start: int
    opens: bool


def _spoken(written: str) -> list[_Phrase]:
    """What only programs say in the opening and the ending of what was written, without the footers of scanners."""
    found: list[_Phrase] = []
    tail = max(0, len(written) - _ENDING)
    spans: set[tuple[int, int]] = set()
    for pieces in _held("body", written):
        for offset, stretch in ((0, written[:_OPENING]), (tail, written[tail:])):
            if (span := _find(stretch, pieces)) is None:
                continue
            start, end = span[0] + offset, span[1] + offset
            if any(start < other_end and other_start < end for other_start, other_end in spans):
                continue
            if start > _FIRST and _SCANNED.search(written[end : end + _SCAN]):
                continue
            spans.add((start, end))
            found.append(_Phrase(" … ".join(pieces), start, _opens(written, start)))
            break
    return sorted(found, key=lambda one: one.start)


def _opens(written: str, start: int) -> bool:
    """Whether a sentence starts there, or few words after it has: "Please note: this is an automatic ..."."""
    before = written[max(0, start - 60) : start].rstrip()
    since = re.split(r"[.!?:;,。！？：，)\]>*#=_|¶-]", before)[-1]
    if NO_SPACES.search(since):
        return len(since) <= _FEW_SIGNS and not any(word in since for word in known("received"))
    return not since.strip()


def _footer(message: Message) -> str:
    """What stands under two dashes, where services say that they sent the mail by themselves."""
    lines = [line.text for line in sort(message.text[:_NEAR]) if line.role == "signature"]
    return even(" ¶ ".join(lines))


def _early(start: str) -> bool:
    """Whether a hint stands in the first sentences, as in a notice, and not under something else that was told."""
    spans = [span for pieces in _held("hint", start) if (span := _find(start, pieces))]
    first = min((span[0] for span in spans), default=0)
    # The dot of "from the 3. to the 14. June" ends no sentence.
    told = re.split(r"(?:[!?。！？¶]|(?<!\b\d)(?<!\b\d\d)\.)\s", start[:first])
    return not any(re.search(r"\d", sentence) for sentence in told[:-1])


@cache
def _words(kind: str) -> tuple[tuple[str, ...], ...]:
    """The phrases of one kind, each as the pieces between its gaps."""
    found = [*phrases(f"away_{kind}"), *known("other", kind)]
    found += [phrase.translate(_WRITTEN_OUT) for phrase in found if _UMLAUT.search(phrase)]
    return tuple(dict.fromkeys(tuple(piece.strip() for piece in even(phrase).split("…")) for phrase in found))


_KEY = 4  # letters by which a phrase is looked up


@lru_cache(maxsize=4)  # the same stretch is asked about by one kind of phrase after another
def _starts(text: str) -> frozenset[str]:
    """Every four letters of a text that follow one another: no phrase that begins with others stands in it."""
    return frozenset([text[at : at + _KEY] for at in range(len(text) - _KEY + 1)])


@cache
def _by_start(kind: str) -> dict[str, list[int]]:
    """The numbers of the phrases of one kind by the four letters they begin with; shorter ones under no letter."""
    found: dict[str, list[int]] = {}
    for number, pieces in enumerate(_words(kind)):
        found.setdefault(pieces[0][:_KEY] if len(pieces[0]) >= _KEY else "", []).append(number)
    return found


def _held(kind: str, text: str) -> list[tuple[str, ...]]:
    """The phrases of one kind that a text may hold, in their order: there are thousands, and a mail has few of them."""
    known_by = _by_start(kind)
    numbers = known_by.get("", []) + [number for key in known_by.keys() & _starts(text) for number in known_by[key]]
    words = _words(kind)
    return [words[number] for number in sorted(numbers)]


def _find(text: str, pieces: tuple[str, ...]) -> tuple[int, int] | None:
    start = text.find(pieces[0])
    if start < 0:
        return None
    end = start + len(pieces[0])
    for piece in pieces[1:]:
        at = text.find(piece, end, end + _GAP + len(piece))
        if at < 0:
            return None
        end = at + len(piece)
    return start, end


def _first(text: str, kind: str) -> str | None:
    return next((" … ".join(pieces) for pieces in _held(kind, text) if _find(text, pieces)), None)


def _count(text: str) -> tuple[int, int]:
    """How many hints stand in the text, and how many words that go beside them; each stretch is counted once."""
    counts: list[int] = []
    taken: list[tuple[int, int]] = []
    for kind in ("hint", "beside"):
        spans = sorted(span for pieces in _held(kind, text) if (span := _find(text, pieces)))
        before = len(taken)
        for start, end in spans:
            if not (kind == "hint" and is_past(text, start)) and all(end <= a or b <= start for a, b in taken):
                taken.append((start, end))
        counts.append(len(taken) - before)
    return counts[0], counts[1]


def _is_labelled(own: str) -> bool:
    """Whether a line of it tells under a label when or where something is: no notice of a program does."""
    heads = (line.replace("：", ":").partition(":") for line in own.split("\n") if not header_kind(line))
    return any(colon and {"date", "time", "place"} & set(cues.label(head)) for head, colon, _ in heads)


def is_signed(own: str) -> bool:
    """Whether a name stands under what was written, as people sign: one to three words in capitals after a sentence."""
    return _SIGNED.search(own.strip()) is not None and len(own.split()) >= _FEW_WORDS


def _is_receipt(written: str) -> bool:
    """Whether a text is what Outlook and its kin say of a mail that was read or deleted, in any language.

    That is a few words, the labels of the mail's recipient and subject, and one sentence.
    """
    lines = [line.strip() for line in written.strip().splitlines() if line.strip()]
    if not 4 <= len(lines) <= 9 or len(lines[0].split()) > 4 or header_kind(lines[0]):
        return False
    kinds = [header_kind(line) for line in lines[1:]]
    labels = next((number for number, kind in enumerate(kinds) if not kind), len(kinds))
    seen = {word for kind in kinds[:labels] for word in kind}
    return labels >= 2 and {"to", "subject"} <= seen and "from" not in seen and 1 <= len(kinds) - labels <= 2


def _in_subject(subject: str) -> tuple[str | None, bool, bool]:
    """The words of a notice that a subject holds, whether they settle it, and whether nobody writes such a subject.

    Those of a notice that is answered do not count.
    """
    subject = even(subject)
    answered = is_prefixed(subject)
    bare = subject.lstrip("[(*<!- ")
    hint = None
    for phrase, word in _subject_words(subject):
        if answered:
            if phrase != word and (f"({word})" in subject or f"[{word}]" in subject):
                return word, True, False
        elif _is_asked_about(subject, word):
            continue
        elif (phrase != word and word in subject) or (bare.startswith(word) and _settles(bare, word)):
            return word, True, _is_formal(subject, word)
        elif bare.startswith(word) and _stands_alone(bare, word):
            hint = word
    return hint, False, False


def _answers_for_somebody(own: str, subject: str) -> bool:
    """Whether a text under the subject of an automatic answer speaks of our mail or of whom to turn to."""
    if any("failed" in words for words in themes(subject).values()):
        return False  # who complains of a mail that came back says "your mail", too
    return any(not _FOR_SOMEBODY.isdisjoint(words) for words in themes(without_names(own)).values())


def _is_asked_about(subject: str, word: str) -> bool:
    """Whether somebody asks about such a notice: "Automatic reply from you?", but not "Automatic reply: Hall free?"."""
    rest = subject.rpartition(word)[2]
    return rest.endswith(("?", "？", "؟")) and len(rest) <= _ASKED and not re.search(r"[:：\-–—|(\[\"]", rest)


def _is_formal(subject: str, word: str) -> bool:
    """Whether a program's words stand before the subject that it answers: "Automatic reply: Re: Garden day"."""
    before, _, after = subject.partition(word)
    after = after.lstrip()
    if before.strip("[(*<!- ") or word.endswith((":", "：")):
        return bool(after) and is_prefixed(after) and not before.strip("[(*<!- ")
    rest = after.lstrip("])>* ")
    return rest[:1] in (":", "：") and not rest.endswith(("?", "!"))


def _subject_words(subject: str) -> list[tuple[str, str]]:
    """The phrases of notices' subjects that a subject may hold, with the words of each, in their order."""
    every, known_by = _subject_phrases()
    numbers = known_by.get("", []) + [number for key in known_by.keys() & _starts(subject) for number in known_by[key]]
    return [every[number] for number in sorted(numbers)]


@cache
def _subject_phrases() -> tuple[list[tuple[str, str]], dict[str, list[int]]]:
    """All such phrases, and their numbers by the four letters they begin with; shorter ones under no letter."""
    found = [*phrases("away_subject"), *known("other", "subject")]
    found += [phrase.translate(_WRITTEN_OUT) for phrase in found if _UMLAUT.search(phrase)]
    every = [(phrase, phrase.removeprefix("*")) for phrase in dict.fromkeys(map(even, found))]
    known_by: dict[str, list[int]] = {}
    for number, (_, word) in enumerate(every):
        known_by.setdefault(word[:_KEY] if len(word) >= _KEY else "", []).append(number)
    return every, known_by


def _is_plain_word(word: str) -> bool:
    return not (" " in word or not word[-1].isalnum() or len(word) > 12 or ord(word[0]) > 0x2E80)


def _settles(subject: str, word: str) -> bool:
    """Whether a subject that starts with `word` can mean nothing but a notice: "Holiday: Re: ..."."""
    after = subject[len(word) :]
    if _is_plain_word(word):
        return after.lstrip()[:1] in (":", "：") or after.lstrip().startswith("re:")
    if len(word) <= 3 and ord(word[0]) > 0x2E80:
        return not after[:1].isalnum()  # "휴가" is leave, "휴가철 음악회" a concert of the season
    return not after[:1].isalpha() or ord(word[0]) > 0x2E80


def _stands_alone(subject: str, word: str) -> bool:
    """Whether a subject is only such a word: "Holiday!" but not "Holiday picnic"."""
    return subject[len(word) :].lstrip()[:1] in ("", "-", "–", "]", ")", "!", ".", "|")
