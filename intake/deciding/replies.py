"""A maintainer's answer to a notice -> commands: "ok", "ok 1 3", "no: reason", "1 city: Köln", "2 time 18:30".

The words are those of the maintainer's languages and English. An answer counts only with the notice's token, from a
listed maintainer's address, and where our mail server writes Authentication-Results, passed by it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from intake.campaign import Maintainer
from intake.deciding import answers
from intake.deciding.decision import Command, Decision, Entry, Hold, Ignore, Known
from intake.deciding.draft import Draft
from intake.deciding.ownership import vouched_for
from intake.deciding.screened import Screened, screened
from intake.deciding.settings import Settings
from intake.deciding.wording import Wording, plain, wording
from intake.reading.message import Message

MOST_LINES = 200
MOST_TIMES = 5
"""Mails of ours in a thread after which a maintainer is not told again that an answer was not understood."""

_NUMBER = r"#?\d{1,3}(?:\s*[-–]\s*\d{1,3})?"
_NUMBERS = re.compile(
    rf"{_NUMBER}(?:\s*(?:,|;|&|\+|/|،|、|と|和|与|與|及|و|와|과|\s)\s*(?:[^\W\d]{{1,3}}\s+)?{_NUMBER})*"
)
_LEAD = re.compile(rf"\s*({_NUMBERS.pattern})(?!\d|[:.h]\d)\s*[.):：-]?\s*")
_BARE = re.compile(r"(?<![\w:.,/+-])\d{1,2}(?![\w:/+%-]|[.,]\d)")
_SEPARATOR = re.compile(r"\s*[:：=]\s*|\s+[-–]\s+")


_LEAVES_IT = ("ok", "all", "thanks", "beside_ok", "greeting")
_GREETING = re.compile(r"\w[^,;:.?\d]{1,40}[,!.]?\s*")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a maintainer's answer says.

    `drafts` are those the notice spoke of, in its numbering. `refused` says why an answer does not count at all,
    `again` that it has been carried out before: what a mail on its second way here says may have been undone since.
    `not_understood` are the lines that are no command.
    """

    maintainer: Maintainer | None
    drafts: tuple[int, ...]
    commands: tuple[Command, ...] = ()
    not_understood: tuple[str, ...] = ()
    refused: str = ""
    again: bool = False


def read(message: Message, known: Known, settings: Settings) -> list[Command] | None:
    """The commands of a maintainer's answer, None when the message is none; see `answer` and `follow_up`."""
    said = answer(message, known, settings)
    return None if said is None else list(said.commands)


def answer(message: Message, known: Known, settings: Settings, words: Screened | None = None) -> Answer | None:
    """The answer that a message is, or None when it answers no maintainer's notice.

    `words` is what screening made of it, looked up here where it is not given.
    """
    words = words or screened(message)
    named = [known.tokens[token] for token in words.tokens if token in known.tokens]
    if not named:
        return None
    drafts = named[0]
    maintainer = next((one for one in settings.maintainers if one.email.casefold() == message.sender.casefold()), None)
    if maintainer is None:
        return Answer(None, drafts, refused="it answers a maintainer's notice, but not from a maintainer's address")
    if not vouched_for(message, settings):
        return Answer(
            None, drafts, refused="it answers a maintainer's notice, but our mail server does not vouch for its sender"
        )
    if known.carried_out:
        return Answer(maintainer, drafts, again=True)
    spoken = wording((*maintainer.languages, *settings.languages[:1]))
    return _lines(words.own, drafts, maintainer, spoken)


def follow_up(
    said: Answer, message: Message, known: Known, problems: Sequence[str] = (), words: Screened | None = None
) -> list[Decision]:
    """What else an answer leads to, once its commands were carried out: nothing, a short mail, or that it is held.

    `known` is how things stand after the commands, `problems` are the texts of those that were `Impossible`. The mail
    says what was not done and shows the drafts that replaced those of the notice, or what was edited and still
    waits; it may itself be answered. `words` as in `answer`.
    """
    if said.maintainer is None or said.refused:
        return [Hold(said.refused)]
    if said.again:
        return [Ignore("the same answer was carried out before")]
    failed = bool(problems or said.not_understood)
    edited = [one.draft_id for one in said.commands if one.verb == "edit" and one.draft_id is not None]
    now = _standing(said.drafts if failed else edited, known)
    reason = "an answer that was not understood" if said.not_understood else "an answer that could not be carried out"
    done: list[Decision] = [Ignore(reason)] if failed else []
    ours = sum(1 for name in message.thread if name in known.sent_ids)
    if not (failed or now) or (words or screened(message)).silent is not None or ours > MOST_TIMES:
        return done
    values: dict[str, object] = {"soon": False}
    if failed:
        errors = [*problems, *(f"? {line[:100]}" for line in said.not_understood if line)]
        partly = bool(problems) and len(problems) < len(said.commands)
        stale = bool(problems) and not partly and all(draft.id not in said.drafts for draft in now)
        values = {"errors": errors, "stale": stale, "partly": partly}
    note = answers.notice(
        "forms" if failed else "waiting",
        said.maintainer,
        [Entry(draft.details, draft.previous, draft.problems, draft.about) for draft in now],
        [f"draft:{draft.id}" for draft in now],
        values,
    )
    thread = answers.chain(message)
    return [*done, replace(note, in_reply_to=message.message_id, references=thread, subject=message.subject)]


def _standing(numbers: Sequence[int], known: Known) -> list[Draft]:
    """The drafts that wait in the place of those named: they themselves, or what replaced them."""
    found: dict[int, Draft] = {}
    for number in numbers:
        for _ in range(len(known.drafts) + 1):
            newer = next((draft for draft in known.drafts if number in draft.replaces), None)
            if newer is None:
                break
            number = newer.id
        draft = known.draft(number)
        if draft is not None and draft.status == "waiting":
            found[draft.id] = draft
    return list(found.values())


def typed(text: str, drafts: tuple[int, ...], maintainer: Maintainer) -> Answer:
    """What a maintainer typed at a terminal about these drafts: the words that an answer by mail may use, too."""
    return _lines(text, drafts, maintainer, wording(maintainer.languages))


def _lines(text: str, drafts: tuple[int, ...], maintainer: Maintainer, words: Wording) -> Answer:
    """Every line of the first paragraph must be a command; below it a command counts and the rest is a farewell."""
    commands: list[Command] = []
    unread: list[str] = []
    first, content = True, False
    for raw in text.strip().split("\n")[:MOST_LINES]:
        line = " ".join(raw.split())
        if not line:
            first = first and not (commands or unread)
            continue
        content = content or (words.only(("thanks",), line) and words.has("ok", line))
        if words.only(("thanks",), line) or (not (commands or unread) and _greets(line, words)):
            continue
        made = _command(line, drafts, maintainer.email, words)
        if made is not None:
            commands += made
        elif first or _LEAD.match(line) or _takes_back(line, drafts, words):
            unread.append(line)
    if unread:
        commands = []
    if content and not commands and not unread:  # "Looks good!" and nothing else
        commands = [Command("confirm", maintainer.email, draft_id=one) for one in drafts]
    if not commands and not unread:
        unread = [" ".join(text.split())[:100]]
    return Answer(maintainer, drafts, tuple(commands), tuple(unread))


def _takes_back(line: str, drafts: Sequence[int], words: Wording) -> bool:
    """Whether a line below a command denies something of a draft: "But not number 2"."""
    denies = words.has("no", line) or words.has("instead", line)
    return denies and any(1 <= int(match[0]) <= len(drafts) for match in _BARE.finditer(line))


def _greets(line: str, words: Wording) -> bool:
    """Whether a line only greets: "Hi all,", "Dear Green Days,"."""
    if words.only(("greeting", "all"), line):
        return words.has("greeting", line)
    opens = _first_word(line.rstrip(",!. "), words, "greeting") is not None
    return (
        opens
        and line.rstrip().endswith((",", "!"))
        and _GREETING.fullmatch(line) is not None
        and not words.has("ok", line)
    )


def _command(line: str, drafts: tuple[int, ...], who: str, words: Wording) -> list[Command] | None:
    """The commands that a line is, or None."""
    lead = _LEAD.match(line)
    chosen = _chosen(lead[1], drafts, words) if lead else None
    rest = line[lead.end() :] if lead else line
    if lead and chosen is None:
        return None
    head, reason = _parted(rest)
    if not head and not reason:
        return None
    if head and words.only(("no",), head):
        if _approved(reason, drafts, words) is not None:
            return None  # "No, publish": which of both is meant?
        return [Command("reject", who, draft_id=one, why=reason) for one in chosen or drafts]
    approved = _approved(rest, drafts, words)
    if approved is not None and not (chosen and approved):
        return [Command("confirm", who, draft_id=one) for one in approved or chosen or drafts]
    no = _first_word(rest, words, "no")
    if no is not None and (numbers := _LEAD.match(no + " ")) and (some := _chosen(numbers[1], drafts, words)):
        reason = no[min(numbers.end(), len(no)) :].strip(" :,-–")
        if _approved(reason, drafts, words) is not None:
            return None  # "no 1, publish 2"
        return [Command("reject", who, draft_id=one, why=reason) for one in some]
    field = _field(rest, words)
    targets = chosen or (drafts if len(drafts) == 1 else ())
    if field and targets:
        return [Command("edit", who, draft_id=one, values={field[0]: field[1]}) for one in targets]
    return None


def _approved(text: str, drafts: Sequence[int], words: Wording) -> tuple[int, ...] | None:
    """The drafts that "yes please publish 1 and 3" names, () where it names none, None where it is more than a yes.

    Every word must be one that leaves it a yes: what denies, puts off or asks is among none of them.
    """
    if "?" in text or "？" in text or "؟" in text or not words.has("ok", text):
        return None
    if _first_word(text, words, "asks") is not None and _first_word(text, words, "ok") is None:
        return None
    bare = _NUMBERS.sub(" ", text)
    if not words.has("ok", bare) or not words.only(_LEAVES_IT, bare):
        return None
    found = [match[0] for match in _NUMBERS.finditer(text)]
    if not found:
        return ()
    return _chosen(found[0], drafts, words) if len(found) == 1 else None


def _parted(text: str) -> tuple[str, str]:
    """What stands before the first colon, equals sign or dash, and what behind it."""
    parts = _SEPARATOR.split(text, maxsplit=1)
    if len(parts) == 1 and "," in text:
        parts = text.split(",", 1)
    return parts[0].strip(" .!"), parts[1].strip() if len(parts) > 1 else ""


def _first_word(text: str, words: Wording, name: str) -> str | None:
    """What follows when the text begins with a phrase of the list, the longest that does; else None."""
    bits = text.split(" ")
    for count in range(min(4, len(bits)), 0, -1):
        if plain(" ".join(bits[:count])) in words.lists[name] - {""}:
            return " ".join(bits[count:])
    return None


def _field(text: str, words: Wording) -> tuple[str, str] | None:
    """The field and the value of "city: Köln" and "time 18:30"."""
    marked = re.match(r"([^:：=]{1,40}?)\s*[:：=]\s*(.*)", text)
    if marked and plain(marked[1]) in words.fields:
        return words.fields[plain(marked[1])], marked[2]
    bits = text.split(" ")
    for count in range(min(3, len(bits) - 1), 0, -1):
        name = plain(" ".join(bits[:count]))
        if name in words.fields:
            return words.fields[name], " ".join(bits[count:]).lstrip("-– ")
    return None


def _chosen(text: str, drafts: Sequence[int], words: Wording) -> tuple[int, ...] | None:
    """The drafts that numbers name: by their place in the notice, or where that fails by their own id.

    None for "1 not 3" and "1 or 3": only words for "and" may stand between them.
    """
    if not words.only(("and",), re.sub(r"\d", " ", text)):
        return None
    numbers: list[int] = []
    for match in re.finditer(r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?", text):
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first or last - first > 200:
            return None
        numbers += range(first, last + 1)
    if numbers and all(1 <= number <= len(drafts) for number in numbers):
        return tuple(dict.fromkeys(drafts[number - 1] for number in numbers))
    if numbers and all(number in drafts for number in numbers):
        return tuple(dict.fromkeys(numbers))
    return None
