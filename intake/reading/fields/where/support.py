"""What stands around a name and speaks for or against its being the place of an event."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from intake.reading.cues import find
from intake.reading.fields.where.beside import ends_with_postcode
from intake.reading.fields.where.buildings import TOWN, is_a_building, is_a_square, is_entered
from intake.reading.fields.where.hits import OF_OTHERS, SENTENCE, Hit, Scan
from intake.reading.fields.where.leading import begins_a_sentence, leads_to_a_town, names_no_house
from intake.reading.fields.where.roads import one_of
from intake.reading.fields.where.tokens import Token
from intake.reading.fields.where.vocabulary import Vocabulary
from intake.reading.places import index
from intake.reading.places.folding import TOKEN, fold, fold_token

_LARGE = 200_000
_NAME = 6  # words of an association's name
_APPOSED, _SMALL = 5, 4  # words up to a region's name behind a city's, and letters of the small ones among them
_REACH = 160  # characters of the line that are looked at before and after a name
_POSTCODE = 14  # characters before a name that a postcode with a country's letters has at most
_CELL = re.compile(r"[|•·\t;:：,，、(]|(?: [-–—/] )|[–—]")
_CELLS = re.compile(rf".*(?:{_CELL.pattern})", re.DOTALL)  # all up to the last of them
_PIN = re.compile("[📍🗺🏠🏛📌]")
_UK_POSTCODE = re.compile(r"[ ,]+[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
POSTCODE_AFTER = re.compile(
    r"(?: ?\([A-Z]{2}\)|,? [A-Z]{2,3}\b)?,? (?:\d{5}(?:-\d{4})?|\d{4}|[A-Z]\d[A-Z] ?\d[A-Z]\d)\b"
    r"(?! ?(?:[:.h]\d|Uhr))(?! [^\W\d_])"
)
_PROVINCE = re.compile(r" \([A-Z]{2}\)")
_STARTS_ENTRY = re.compile(r"\**\s*(?:[:：|–—→]|[-/] |\()")
# What follows a city in capitals at the head of a press release: "LEEDS. The", "LEEDS (own report) -", "LEEDS/YORK - "
_DATELINE = re.compile(r"(?:\. ?| ?\([^()\n]{1,30}\)[.:]?| ?[-–—:]| ?/ ?[^\W\d_]{3,20}\W) {0,2}(?=[^\W\d_])")
_SENTENCE_END = re.compile(r"[.!?…。:：]\W*$")
_RIVER = re.compile(r" ?(?:a|i|o)\. ?(?:d\. ?)?[A-ZÄÖÜ]")
_TELEPHONE = re.compile(
    r"(?:\b(?:tel|phone|fax|tél|telefon|telefono|teléfono|t|тел|τηλ)\b\.?|☎|📞)[:. ]*[+(\d]|\+\d{2}", re.I
)
# One of these must stand before a number for `_TELEPHONE` to find it, which takes long to look for.
_TELEPHONE_WORDS = ("tel", "fax", "phone", "tél", "тел", "τηλ", "☎", "📞")
_TELEPHONE_LETTER = re.compile(r"[tTтТ](?<!\w.)(?!\w)")
_MARKS = " \t*-•·–—#>_\"'“„«【[■□◆●○▼▶★☆0123456789./|(→"
_STREETS = (
    "strasse", "str", "platz", "gasse", "allee", "weg", "straat", "laan", "plein", "gatan", "gata", "vagen", "gade",
    "vej", "katu", "tie", "utca",
)  # fmt: skip
_SOON = re.compile(r"\W{0,3}(?:\w{1,5}\.?\s+)?\d{1,2}(?:[:.h]\d{2}|\s?(?:h|Uhr|am|pm)\b|\b)")
_DISTRICT = re.compile(r"-[^\W\d_a-z][^\W\d_]{2,24}(?=[\s,.]*$)")  # "Leeds-Headingley" alone on its line
_ALPHA = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"[+(\d]")
_ROLES = {"subject": 0.12, "signature": -0.2, "quoted": -0.35}


def label_before(line: str, words: Vocabulary) -> bool:
    """Whether the stretch of a line before a name holds a label for places ("Where: ", "📍")."""
    pins = [] if line.isascii() else list(_PIN.finditer(line))
    if pins and len(line) - pins[-1].end() < 80 and not SENTENCE.search(line, pins[-1].end()):
        return True
    label, found, rest = line.partition(":") if ":" in line else line.partition("：")
    if not found or len(rest) >= 120:
        return False
    first = TOKEN.search(label)  # few words are the first of a label
    if first is None or fold_token(first[0]) not in words.label_starts:
        return False
    return fold(label) in words.labels and not SENTENCE.search(rest)


def support(scan: Scan, hit: Hit, role: str, words: Vocabulary, own: Vocabulary) -> float:
    """The sum of the signs, about -0.8 to 1.2; 0 when nothing speaks for or against."""
    if hit.within in ("road", "occasion"):
        return -0.6
    text, tokens = scan.text, scan.tokens
    line_start = max(text.rfind("\n", max(0, hit.start - _REACH), hit.start) + 1, hit.start - _REACH, 0)
    before, after = text[line_start : hit.start], text[hit.end : hit.end + _REACH].partition("\n")[0]
    token = tokens[hit.first]
    previous = tokens[hit.first - 1] if hit.first and not token.hard else None
    following = tokens[hit.last + 1] if hit.last + 1 < len(tokens) and not tokens[hit.last + 1].hard else None

    district = _DISTRICT.match(after) if own.capitals and not hit.within and after[:1] == "-" else None
    placed = _placed(before, after[district.end() :] if district else after, scan, line_start, words)
    if placed >= 0.45 and following is not None and following.folded in own.venues and "\n" not in after[:1]:
        placed -= 0.3  # "Where: Kent Hall": the label is the hall's
    if token.caps and _DATELINE.match(after) and not _ALPHA.search(before) and not after.isupper():
        placed = max(placed, 0.3)
    placed += _postcode(before, after)
    if own.capitals and _RIVER.match(after):
        placed += 0.5  # "Lauf a.d. Pegnitz"
    bare = placed == 0
    total = placed + _address(text, tokens, hit, words)
    led = False
    if previous is not None and previous.end <= hit.start:
        before_it = _led(scan, hit, previous, words, own)
        bare = bare and before_it <= 0
        led = before_it > 0.2
        total += min(before_it, 0.08) if hit.within == "venue" else before_it  # "in Kent Hall": in the hall
    if hit.how == "glued" and hit.name not in own.ordinary:
        total += 0.2
        bare = False
    if following is not None:
        total += _followed(hit, text[hit.end : following.start], token, following, words, own)
    if hit.within in OF_OTHERS:
        total -= 0.2
    if hit.how == "adjective":
        total += _described(scan, hit, following, words, own)
    elif hit.how == "inflected":
        total += 0.28 if own.cases else 0.04
        bare = bare and not own.cases
    elif hit.how == "misspelt":
        total -= 0.1
    elif hit.how == "landmark":
        total -= 0.15
    ends = following is None or not following.upper  # "the Cedar Falls Fire Station" is in Cedar Falls
    if hit.first < hit.last and previous is not None and previous.folded in own.articles and ends:
        total -= 0.35 if hit.largest() < 50_000 else 0.0  # the West Lawn
    called_so = hit.entries.own and hit.largest() >= TOWN
    amid = previous is not None and not previous.upper and token.upper and not token.caseless  # "de La Rochelle"
    if hit.first < hit.last and own.small_articles and hit.entries.own:
        amid = amid or names_no_house(tokens[hit.first + 1].folded, own, scan.small)  # "a la Bisbal"
    if hit.first < hit.last and token.folded in own.articles and not (called_so or amid):
        total -= 0.4
    elif hit.first < hit.last and len(hit.name) >= 9:
        total += 0.12
    if hit.first == hit.last and (hit.name in own.venues or hit.name in own.venue_endings or hit.name in words.roads):
        named = own.venues_first and following is not None and following.upper and text[hit.end] == " "  # Praia Central
        town = led and not named and hit.largest() >= (40_000 if hit.name in words.roads else 20_000)
        total -= 0.15 if town or is_entered(hit, previous, following, own) else 0.5
    elif hit.first < hit.last and hit.largest() < 100_000 and is_a_building(tokens, hit, own):
        town = led and called_so and hit.name not in scan.small and token.folded not in own.grounds  # in Menlo Park
        town = town or (tokens[hit.last].folded not in own.grounds and is_entered(hit, previous, following, own))
        total -= 0.2 if town else 0.55
    elif is_a_square(hit, placed, own):
        total -= 0.3
    elif hit.name in own.forms or hit.name in own.labels:
        total -= 0.6
    elif hit.name in words.names and hit.how in ("exact", "misspelt"):
        total -= 0.05 if led or (placed >= 0.25 and after.strip()) else 0.35
    elif hit.how != "adjective" and (hit.name in own.ordinary or (hit.how == "exact" and hit.name in scan.small)):
        headed = placed >= 0.25 and (hit.largest() >= 20_000 or not _STARTS_ENTRY.match(after))
        ending = following is not None and text[hit.end : following.start] in ("'", "’")
        clear = headed or (led and not token.caseless) or (own.cases and (hit.how == "inflected" or ending))
        total -= 0.15 if clear else (0.5 if token.caseless else 0.35)
    elif len(hit.name) <= 2 and not token.caseless:
        total -= 0.5
    elif len(hit.name) <= 3 and not token.caseless:
        total -= 0.05 if hit.largest() >= 100_000 else 0.2
    elif bare and (not before.strip() or _SENTENCE_END.search(before)) and not token.caseless and hit.first == hit.last:
        total -= 0.08
    if hit.name in index().calendar:
        total -= 0.6
    if role != "signature" and _telephone(after):
        total -= 0.35
    return total + _ROLES.get(role, 0.0)


def _telephone(after: str) -> bool:
    """Whether a telephone number follows, with a word for it or in international form."""
    if not _NUMBER.search(after):
        return False
    lowered = after.lower()
    if "+" not in after and not _TELEPHONE_LETTER.search(after):
        for word in _TELEPHONE_WORDS:
            if word in lowered:
                break
        else:
            return False
    return _TELEPHONE.search(after) is not None


def _led(scan: Scan, hit: Hit, previous: Token, words: Vocabulary, own: Vocabulary) -> float:
    """What the word before says: "in", "from", "Mr", "rue de"."""
    token = scan.tokens[hit.first]
    if leads_to_a_town(scan, hit, own) or (hit.how != "exact" and previous.folded in words.before):
        return 0.28
    if previous.folded in words.groups:
        return 0.12
    if previous.folded in own.articles and hit.within == "venue":
        return 0.0  # the venue's
    if previous.folded in own.articles and hit.first == hit.last and hit.how in ("exact", "inflected", "misspelt"):
        return -0.35 if own.capitals or hit.largest() < 50_000 else -0.15
    if previous.folded in own.venues or (previous.upper and previous.folded.endswith(own.venue_endings or ("\n",))):
        # "Repair-Café Horn", "Bürgerhaus Horn": what is of two words itself is called after the town alone.
        kind = own.capitals and (previous.folded not in own.venues or _hyphenated(scan, hit.first - 1))
        town = hit.largest() >= (5_000 if kind and hit.entries.own else 20_000)
        return (0.22 if own.capitals else 0.18) if town else -0.1
    if previous.folded in words.offices:
        return -0.45
    if previous.folded in words.people:
        return -0.35
    same_line = "\n" not in scan.text[previous.end : hit.start]
    if same_line and hit.largest() < 50_000 and one_of(scan.tokens[max(0, hit.first - 3) : hit.first - 1], own.venues):
        return -0.2  # Jardim da Estrela
    if previous.folded in own.toward:
        return 0.08
    gap = scan.text[previous.end : hit.start]
    if previous.upper and gap == " " and previous.folded in words.given and not _called_after(scan, hit, own):
        return -0.6
    if own.cases and hit.how == "inflected" and begins_a_sentence(scan, hit.first - 1):
        return 0.0  # "Gyertek Szegedre"
    if previous.upper and not token.caps and previous.text.isalpha() and "\n" not in gap and not own.capitals:
        return -0.12 if hit.first == hit.last else -0.05
    return 0.0


def _called_after(scan: Scan, hit: Hit, own: Vocabulary) -> bool:
    """Whether a word for a house stands before the given name before a city: "Café Anna Leipzig".

    Where houses stand first, both names are a person's whom the house is called after: "Espaço Adriana Limeira".
    """
    if own.venues_first or hit.first < 2 or scan.tokens[hit.first - 1].hard:
        return False
    return scan.tokens[hit.first - 2].folded in own.venues | own.premises


def _hyphenated(scan: Scan, number: int) -> bool:
    return number > 0 and scan.text[scan.tokens[number - 1].end : scan.tokens[number].start] == "-"


def _followed(hit: Hit, gap: str, token: Token, following: Token, words: Vocabulary, own: Vocabulary) -> float:
    """What the word after says: "Street", "Town Hall", a surname."""
    if gap in ("'", "’") and following.folded in own.particles:
        return 0.25  # İstanbul'da
    building = following.upper and following.folded in own.venues and gap == " " and not own.venues_first
    if building and not hit.entries.own:
        return -0.3
    if following.folded in words.civic and gap == " ":
        return 0.25
    if building and hit.largest() < 50_000:
        return -0.2 if hit.first == hit.last else -0.4
    if following.folded in words.houses and gap == " ":
        return 0.0
    if following.upper and gap == " " and hit.first == hit.last and hit.how == "exact" and not token.caps:
        return 0.0 if own.capitals else -0.06
    return 0.0


def _described(scan: Scan, hit: Hit, following: Token | None, words: Vocabulary, own: Vocabulary) -> float:
    """What the noun after an adjective says: "Landauer Rathausplatz" is in Landau, a "Landauer Bote" anywhere."""
    if own.cases and following is not None and following.folded in own.civic:
        return 0.3  # "a szegedi városháza előtt"
    if following is None or not following.upper or scan.text[hit.end] != " ":
        return -0.4
    if own.cases and _of_an_association(scan, hit, own):
        return 0.3
    if following.folded in words.houses or following.folded.endswith(own.venue_endings or ("\n",)):
        return 0.3
    return -0.3 if own.cases and hit.largest() < _LARGE else 0.08  # a surname: "Egri Anna"


def _of_an_association(scan: Scan, hit: Hit, own: Vocabulary) -> bool:
    """Whether words with capitals and one for a group follow: "Egri Kertbarátok Egyesülete"."""
    for token in scan.tokens[hit.last + 1 : hit.last + _NAME]:
        if token.hard or "\n" in scan.text[hit.end : token.start]:
            return False
        if token.folded in own.groups:
            return True
        if not token.upper:
            return False
    return False


def _placed(before: str, after: str, scan: Scan, line_start: int, words: Vocabulary) -> float:
    """What the name's place on its line says: after a label, alone on the line, first before a colon or a dash."""
    lead, tail = before.strip(_MARKS), after.strip()
    parted = _CELLS.match(before)
    cell = before[parted.end() :] if parted else before
    starts_cell = not _ALPHA.search(cell)
    if label_before(before, words):
        return 0.45 if starts_cell and _ends_cell(after, tail) else (0.3 if starts_cell else 0.15)
    if not _ALPHA.search(lead):
        if not _ALPHA.search(tail):
            above = scan.text[max(0, line_start - 60) : line_start].rstrip()
            if above.endswith((":", "：")) and fold(above.rpartition("\n")[2]) in words.labels:
                return 0.45
            return 0.35
        if _STARTS_ENTRY.match(tail):
            return 0.3
        if tail[0] in ",.，、 " or tail[0].isdigit():
            return 0.25 if any(letter.isdigit() for letter in tail[:40]) else 0.08
        return 0.2 if _SOON.match(tail) else 0.0
    if starts_cell and len(cell) < len(before):
        return 0.15 if _ends_cell(after, tail) else 0.04
    return 0.0


def _ends_cell(after: str, tail: str) -> bool:
    """Whether nothing of the same cell stands behind the name; `tail` is what follows it without blanks."""
    if not tail or tail[0].isdigit() or _CELL.match(tail):
        return True
    joined = after.startswith("-") and not after.startswith("- ")  # Erwin-Piscator-Haus
    return tail[0] in ".)]!–-" and not joined


def _postcode(before: str, after: str) -> float:
    """What a postcode beside the name says."""
    if ends_with_postcode(before[-_POSTCODE:]):
        return 0.4
    first = after.lstrip(" ,(")[:1] if after[:1] in (" ", ",", "(") else ""
    if not (first.isdigit() or first.isupper()):
        return 0.0
    if _UK_POSTCODE.match(after) or POSTCODE_AFTER.match(after) or _PROVINCE.match(after):
        return 0.2
    return 0.0


def behind_postcode(text: str, hit: Hit) -> bool:
    """Whether a postcode stands right before the name, on its line."""
    return ends_with_postcode(text[max(0, hit.start - _POSTCODE) : hit.start].rpartition("\n")[2])


def _address(text: str, tokens: Sequence[Token], hit: Hit, words: Vocabulary) -> float:
    """Whether a street with a number stands beside the name: "Forst, Gubener Straße 30", "12 Mill Road, Ely"."""
    if hit.last + 1 < len(tokens) and tokens[hit.last + 1].hard:
        after = tokens[hit.last + 1 : hit.last + 6]
        if street(after, words) and text.count("\n", hit.end, after[-1].end) < 2:
            return 0.2
    if hit.first and tokens[hit.first].hard:
        before = tokens[max(0, hit.first - 6) : hit.first]
        if street(before, words) and text.count("\n", before[0].start, hit.start) < 2:
            return 0.2
    return 0.0


def street(tokens: Sequence[Token], words: Vocabulary) -> bool:
    """Whether the words have a street's and a house's number: "12 Mill Road", "Gubener Straße 30"."""
    for token in tokens:
        if token.text[0].isdigit() and len(token.text) <= 5:
            break
    else:
        return False
    for token in tokens:
        if token.folded in words.roads or token.folded in words.roads_before or token.folded.endswith(_STREETS):
            return True
    return False


def regional(scan: Scan, hit: Hit, words: Vocabulary) -> bool:
    """Whether the words before say that the name is a region's: "Provincia de Buenos Aires", "state of New York".

    A word such as "in" or one for a city right before the name says that it is none: "у районі м. Києва".
    """
    before = scan.tokens[hit.first - 1].folded if hit.first else ""
    if before in words.before and before not in words.regional:
        return False
    return not scan.tokens[hit.first].hard and one_of(scan.tokens[max(0, hit.first - 2) : hit.first], words.regional)


def apposed(scan: Scan, before: Hit | None, hit: Hit, words: Vocabulary) -> bool:
    """Whether a name is that of the region in which the place named right before is: "Alba, provincia di Cuneo".

    A comma or bracket stands between them, and then a word for a region, with a small word before or behind it or not.
    """
    if before is None or not 1 < hit.first - before.last <= _APPOSED or "\n" in scan.text[before.end : hit.start]:
        return False
    between = scan.tokens[before.last + 1 : hit.first]
    if scan.text[before.end : between[0].start].strip() not in (",", "(", "،", "，"):
        return False
    told = scan.tokens[before.last + 1 : hit.first + 1]
    if any(two.hard and scan.text[one.end : two.start].strip() != "." for one, two in pairwise(told)):
        return False
    regions = [token for token in between if token.folded in words.regional]
    return bool(regions) and all(len(token.folded) <= _SMALL for token in between if token not in regions)


def of_a_group(scan: Scan, hit: Hit, words: Vocabulary, own: Vocabulary) -> bool:
    """Whether a given name in a sender's name stands beside words of other kinds: "Peace Action Madison"."""
    if hit.name not in words.names:
        return False
    others = {token.folded for token in scan.tokens} - {hit.name}
    if not (own.ordinary | own.venues | words.groups).isdisjoint(others):
        return True
    return any(cue.key == "event" for cue in find(scan.text))
