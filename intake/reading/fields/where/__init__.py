"""Where: the cities, regions and countries a passage names, with what else each name may mean.

`survey` gathers what the whole mail says (countries, domains, other cities), `find` reads one passage by it, and
`inferred` gives the places that only the sender's name or a domain shows.

The city is called as the mail calls it when that is one of the place's names in Latin letters and in its dictionary
form ("Köln"); otherwise (another script, an inflected form, all capitals) by the index's main name, which is the
English or the local one in Latin letters. Where the mail's language is the campaign's first, names in its own script
stay as written ("Москва"). The country is always an ISO code.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from intake.reading.fields.where import addresses
from intake.reading.fields.where.beside import settle
from intake.reading.fields.where.capitals import small_words
from intake.reading.fields.where.city import BESIDE, OF_ITS_HOST
from intake.reading.fields.where.councils import OF_A_COUNCIL
from intake.reading.fields.where.everywhere import concern_everywhere
from intake.reading.fields.where.evidence import Evidence, gather
from intake.reading.fields.where.resolve import findings, in_its_city
from intake.reading.fields.where.scan import scan
from intake.reading.fields.where.vocabulary import Vocabulary, everything, of_languages
from intake.reading.fields.where.waters import of_waters
from intake.reading.proposal import Context, Finding, Message, Passage

__all__ = ["BESIDE", "OF_A_COUNCIL", "OF_ITS_HOST", "Evidence", "find", "in_its_city", "inferred", "survey"]


def survey(
    passages: Iterable[Passage], message: Message | None, context: Context, urls: Sequence[str] = ()
) -> Evidence:
    """What the mail as a whole says about its country and region; give it to `find` for each passage.

    `urls` are the addresses of the links in it. Without a message only the passages count (as for a text on its own).
    """
    kept = [passage for passage in passages if passage.role != "quoted"]
    small = small_words(passage.text for passage in kept)
    scans = {
        (passage.part, passage.start): scan(passage.text, everything(), _own(passage, context), small)
        for passage in kept
    }
    languages = dict.fromkeys(tag for passage in kept for tag in passage.languages[:1])
    name = message.sender_name if message is not None else ""
    sender = scan(name, everything(), of_languages(tuple(languages)[:2])) if name else None
    evidence = gather(list(scans.values()), languages, context, message, sender, urls)
    evidence.scans = scans if sender is None else {**scans, ("sender", 0): sender}
    read_by = [(scans[passage.part, passage.start], _own(passage, context)) for passage in kept]
    of_waters(read_by if sender is None else [*read_by, (sender, of_languages(tuple(languages)[:2]))])
    concern_everywhere(read_by, evidence.home)
    settle(scans.values(), evidence)
    return evidence


def find(
    passage: Passage, context: Context, evidence: Evidence | None = None, dated: Set[int] = frozenset()
) -> list[Finding]:
    """Every place the passage names, in the order of the text.

    `score` (0 to about 1.5) says how much speaks for the name being the place of an event: what stands beside
    it, a label, a preposition, the role of the passage. `certain` is False, with a note, when the name means
    several places and only population decided, when it was inferred from a domain or a group's name, or when the
    index does not know it; `others` are then the other places. Names of cities that begin or end within the offsets
    `dated`, of the part, are left out: they are those of months and the like.
    """
    own = _own(passage, context)
    scanned = evidence.scans.get((passage.part, passage.start)) if evidence is not None else None
    if scanned is None or scanned.text != passage.text:
        scanned = scan(passage.text, everything(), own)
    if evidence is None:
        evidence = gather([scanned], passage.languages[:1], context, None)
        settle([scanned], evidence)
    native = bool(context.languages) and passage.languages[:1] == (context.languages or ())[:1]
    return findings(scanned, passage, evidence, everything(), own, native, dated)


def inferred(message: Message, context: Context, evidence: Evidence) -> list[Finding]:
    """Cities that only the sender's address or a link's host shows: weak, never certain, for want of anything better.

    `part` is "address" (offsets in `Message.sender`) or "link" (offsets in the host).
    """
    return addresses.inferred(message, evidence, everything())


def _own(passage: Passage, context: Context) -> Vocabulary:
    return of_languages(passage.languages[:2] or tuple(context.languages or ()))
