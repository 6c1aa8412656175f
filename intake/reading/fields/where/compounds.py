"""What a name is only a part of: a street's, a newspaper's, an occasion's or a building's name, or what it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from intake.reading.cues import entries
from intake.reading.fields.where.beside import WITH_CODES
from intake.reading.fields.where.guests import of_a_guest
from intake.reading.fields.where.hits import OF_OTHERS, SENTENCE, Hit, Scan, Within
from intake.reading.fields.where.roads import after_road, calls_a_road, numbered, one_of, second_road, shares_its_road
from intake.reading.fields.where.tokens import Token
from intake.reading.fields.where.vocabulary import Vocabulary
from intake.reading.fields.where.waters import named_water
from intake.reading.places import index
from intake.reading.places.folding import fold

_WRITTEN_TO = (" ", "-", "‐", "‑", "")
_JOINED = re.compile(r",?-? ?(?:&|/|\+|[^\W\d_]{1,4}(?: [^\W\d_]{1,4})?) ?")  # Kyoto- und Nara-Tag
_REACH = 120  # characters of a line that are looked at before and after a name
_CHAIN = 5  # words joined by hyphens
_LARGE = 100_000  # a city of this size has universities of several names
_LESS = 10  # times smaller is a quarter than its city
_SIGN = re.compile("@")
_PERSONAL = re.compile(r"\b[a-z]{1,20}[._-]([a-z]{3,20})\Z", re.IGNORECASE)  # the family name before the sign
_NAMES = 42  # characters that the two names have at most, and the one before them
_HOUSE_NUMBER = re.compile(
    r"(?!19\d\d|20\d\d)\d{1,4}[^\W\d_]?(?:/\d{1,4})?(?=[,;)\n]|\.?$|\.\s|\s[-–—|/(])", re.MULTILINE
)
_SMALL_WORD = 3  # letters of what joins a prize and its city: "der", "de la"
_CLAUSE = 8  # words between the dead and where they died
_DAY = 5  # letters of a weekday or month that is no other word of some language
_YEAR = re.compile("(?:19|20)\\d\\d")
_NUMBER, _SAYS_WHEN = re.compile(r"\d+"), 2  # so many numbers before a name in a quotation are a day and an hour
_NEAR = 40  # characters between a train and where it goes
_WAY = 12  # words between what a way leads through and where it ends
_OPENING, _CLOSING = "“„«‚‘「『", "”“»’」』"
_OPENED, _QUOTED = " '\"" + _OPENING, 3  # what may stand between a bar's word and its name, and how many signs
_KNOWN = 20_000  # people of a town that is known beside the word it is called like
_JOINING = 2  # small words between a bar's word and its name
_QUOTE = re.compile(f'["{_OPENING}]')
_CLOSE = re.compile(f"[{_CLOSING}]")


def mark(scan: Scan, words: Vocabulary, own: Vocabulary) -> None:
    """Say of what each name is a part, and give it on to those that stand with it: "Kyoto and Nara Day"."""
    text, hits = scan.text, scan.hits
    if not hits:
        return
    for hit in hits:
        hit.within = hit.within or within(text, scan.tokens, hit, words, own)
    people = _people(text)
    for hit in hits if people else ():
        if hit.name in people and hit.first and not scan.tokens[hit.first].hard and scan.tokens[hit.first - 1].upper:
            hit.within = hit.within or "concern"
    streets = {hit.name for hit, following in pairwise(hits) if numbered(text, hit, following)}
    for hit in hits if streets else ():
        hit.within = "road" if hit.name in streets else hit.within
    for hit in hits:
        if hit.within is None and shares_its_road(scan, hit, words):
            hit.within = "road"
    for hit, following in reversed(list(pairwise(hits))):
        if following.within == "occasion" and _JOINED.fullmatch(text, hit.end, following.start):
            hit.within = "occasion"
    for number, (hit, following) in enumerate(pairwise(hits)):
        if _station_of(scan, hit, following, hits[number + 2] if number + 2 < len(hits) else None):
            following.within = "road"
            if hit.within == "road" and one_of(scan.tokens[max(0, hit.first - 2) : hit.first], own.stations):
                hit.within = None  # "gare de Lyon Vaise" is in Lyon, as the "Gare de Lyon" is not
        if hit.within not in OF_OTHERS or following.within:
            continue
        joined = _JOINED.fullmatch(text, hit.end, following.start)
        if not joined and number + 2 < len(hits) and text[hit.end : following.start] == ", ":
            # "buses from Leeds, York and Hull", not "solidarity with Lima, Leeds"
            joined = _JOINED.fullmatch(text, following.end, hits[number + 2].start)
        if joined:
            following.within = hit.within


def _people(text: str) -> set[str]:
    """The family names of people in the addresses of a text: "ann.leeds@example.org"."""
    if "@" not in text:
        return set()
    signs = [match.start() for match in _SIGN.finditer(text)]
    named = (_PERSONAL.search(text, max(0, at - _NAMES), at) for at in signs)
    return {fold(name[1]) for name in named if name is not None}


def _of_a_county(text: str, tokens: Sequence[Token], hit: Hit, own: Vocabulary) -> bool:
    """Whether a county stands before the name, which is then that of a society: "Ash County Wrenfield"."""
    if hit.first < 2 or hit.how != "exact" or any(entry.kind != "city" for entry in hit.entries):
        return False
    first, county, name = tokens[hit.first - 2 : hit.first + 1]
    named = first.upper and county.upper and county.folded in own.counties_of
    return named and not (county.hard or name.hard) and "\n" not in text[first.end : hit.start]


def _station_of(scan: Scan, hit: Hit, behind: Hit, beyond: Hit | None) -> bool:
    """Whether a name right behind a large city's, without a comma, is that of a station or quarter: "Lyon Vaise".

    Cities set one behind the other without commas are three and more, or of a like size.
    """
    if behind.first != hit.last + 1 or scan.text[hit.end : behind.start] != " " or behind.how != "exact":
        return False
    if beyond is not None and beyond.first == behind.last + 1 and "\n" not in scan.text[behind.end : beyond.start]:
        return False
    here = next(iter(hit.entries), None)
    if here is None or hit.how != "exact" or here.kind != "city" or not here.main or here.population < _LARGE:
        return False
    wide = [entry for entry in behind.entries if entry.kind != "city"]
    if any(entry.kind == "country" or entry.country in (here.country, *WITH_CODES) for entry in wide):
        return False  # "Paris Texas"
    return not any(
        city.main and city.country == here.country and city.population * _LESS > here.population
        for city in behind.entries.cities
    )


def within(text: str, tokens: Sequence[Token], hit: Hit, words: Vocabulary, own: Vocabulary) -> Within | None:
    """What the name is a part of, None when it stands for itself.

    "road": "Rue de Paris", "Berliner Straße", "Kent Times"; "occasion": "Kyoto Day"; "venue": "Riverside Park",
    which may be there or anywhere; "concern": "solidarity with Lima", a talk's quoted title, a guest's university, the
    "Ashby River";
    "journey": "the train from Leeds", "over Mill Road to Leeds"; "group": "Ortsgruppe Landau"; "origin": "guests from
    Lima", "heading for Lima", "Prix de Lausanne"; "memory": "the victims of the flood in Lima", where people may meet
    all the same.
    """
    if hit.how == "landmark":
        return None
    if _is_a_roads_word(text, tokens, hit, own):
        return "road"
    if after_road(text, tokens, hit, words, own) or second_road(text, tokens, hit, own):
        return "road"
    following = tokens[hit.last + 1] if hit.last + 1 < len(tokens) and not tokens[hit.last + 1].hard else None
    if following is not None:
        gap = text[hit.end : following.start]
        if gap == " " and _HOUSE_NUMBER.match(text, following.start) and calls_a_road(text, tokens, hit, own):
            return "road"
        if gap in _WRITTEN_TO:
            if following.folded in words.roads and not (hit.how == "exact" and own.cases and own.roads_before):
                return "road"  # where roads come first, only an adjective is a road's: "Bratislavská ulica"
            if _occasion(tokens, hit, gap, own):
                return "occasion"
        if named_water(text, tokens, hit, own):
            return "concern"
        if gap == " " and following.upper and following.folded in own.venues and _named_after(hit, following, own):
            return "venue"
        if gap == " " and hit.largest() < _LARGE and _school(text, tokens, hit, own):
            return "venue"
        if gap == "-" and (chained := _chained(text, tokens, hit.last, words, own)) is not None:
            return chained
    if own.premises and _of_premises(text, tokens, hit, own):
        return "venue"
    if not tokens[hit.first].hard and hit.first and tokens[hit.first - 1].folded in words.groups:
        return "group"
    if own.counties_of and _of_a_county(text, tokens, hit, own):
        return "concern"
    if _concerned(tokens, hit, own) or _quoted(text, tokens, hit, words) or of_a_guest(text, tokens, hit, own):
        return "concern"
    if hit.how not in ("glued", "adjective") and (
        _travelled(text, tokens, hit, own) or _led_to(text, tokens, hit, own)
    ):
        return "journey"
    if _originates(tokens, hit, own) or _honoured(tokens, hit, own):
        return "origin"
    return "memory" if own.mourned and _mourned(text, tokens, hit, own) else None


def _is_a_roads_word(text: str, tokens: Sequence[Token], hit: Hit, own: Vocabulary) -> bool:
    """Whether the name is the word for a road behind its name, as Street in Somerset is called: "42 High Street"."""
    if hit.first != hit.last or hit.name not in own.roads or not hit.first or tokens[hit.first].hard:
        return False
    if hit.largest_city() >= _KNOWN:
        return False  # "Volkshochschule Hof"
    return tokens[hit.first - 1].upper and text[tokens[hit.first - 1].end : hit.start] == " "


def _of_premises(text: str, tokens: Sequence[Token], hit: Hit, own: Vocabulary) -> bool:
    """Whether a word for a bar, a hotel or the like stands before the name: "Café Praha", "Кафе «Прага»".

    Small words stand between only before a large city's name: "Café de Paris", but the "café de Wrenfield".
    """
    number = hit.first - 1
    if number < 0:
        return False
    gap = text[tokens[number].end : hit.start]
    if tokens[hit.first].hard and (len(gap) > _QUOTED or gap.strip(_OPENED)):
        return False
    if tokens[number].folded in own.premises:
        return "\n" not in gap
    if hit.largest_city() < _LARGE or tokens[hit.first].hard:
        return False
    joining = own.joining - own.before
    while (
        number and hit.first - number <= _JOINING and tokens[number].folded in joining and tokens[number].text.islower()
    ):
        if tokens[number].hard or "\n" in text[tokens[number - 1].end : tokens[number].start]:
            return False
        number -= 1
    return number < hit.first - 1 and tokens[number].folded in own.premises


def _originates(tokens: Sequence[Token], hit: Hit, own: Vocabulary) -> bool:
    """Whether the one to three words before say that people come from there or go on to there: "guests from"."""
    if tokens[hit.first].hard:
        return False
    lead = [token.folded for token in tokens[max(0, hit.first - 3) : hit.first]]
    return not own.origins.isdisjoint([" ".join(lead[-count:]) for count in (1, 2, 3)])


def _honoured(tokens: Sequence[Token], hit: Hit, own: Vocabulary) -> bool:
    """Whether a word for a prize stands before the name, with small words between: "Preis der Landauer Buchtage"."""
    if not own.prizes or not hit.first or tokens[hit.first].hard or tokens[hit.first - 1].folded in own.before:
        return False
    for token in reversed(tokens[max(0, hit.first - 3) : hit.first]):
        if token.folded in own.prizes:
            return True
        if token.hard or len(token.text) > _SMALL_WORD or not token.text.islower():
            return False
    return False


def _mourned(text: str, tokens: Sequence[Token], hit: Hit, own: Vocabulary) -> bool:
    """Whether the clause speaks of the dead: "the victims of the flood in Lima", "die in Lima starben".

    No venue, day or hour stands between, which would be those of the meeting.
    """
    token = tokens[hit.first]
    if token.hard or not hit.first or tokens[hit.first - 1].folded not in own.before | own.toward:
        return False
    for other in reversed(tokens[max(0, hit.first - _CLAUSE) : hit.first]):
        if other.folded in own.mourned:
            return not SENTENCE.search(text, other.end, token.start)
        if _of_a_meeting(other, own):
            return False
    for other in tokens[hit.last + 1 : hit.last + _CLAUSE] if own.capitals else ():  # whose verbs come last
        if other.hard or _of_a_meeting(other, own):
            return False
        if other.folded in own.mourned:
            return True
    return False


def _of_a_meeting(token: Token, own: Vocabulary) -> bool:
    """Whether a word is a venue's, a day's or an hour's."""
    if token.text[0].isdigit():
        return not _YEAR.fullmatch(token.text)
    return token.folded in own.venues or (len(token.folded) >= _DAY and token.folded in index().calendar)


def _chained(text: str, tokens: Sequence[Token], last: int, words: Vocabulary, own: Vocabulary) -> Within | None:
    """What a chain of three words and more is, by its last: "Erwin-Piscator-Haus", "Erich-Zeigner-Allee"."""
    end = last
    while end + 1 < len(tokens) and end - last < _CHAIN and text[tokens[end].end : tokens[end + 1].start] == "-":
        end += 1
    if end - last < 2:
        return None
    ends = tokens[end].folded
    if ends in words.roads:
        return "road"
    return "venue" if ends in own.venues or ends.endswith(own.venue_endings or ("\n",)) else None


def _school(text: str, tokens: Sequence[Token], hit: Hit, own: Vocabulary) -> bool:
    """Whether one or two capitalised words follow and the last is a university's: "Kent State University"."""
    for number in range(hit.last + 1, min(hit.last + 4, len(tokens))):
        token = tokens[number]
        if token.hard or not token.upper or text[tokens[number - 1].end : token.start] != " ":
            return False
        if token.folded in own.schools:
            return number > hit.last + 1 and not own.capitals
    return False


def _named_after(hit: Hit, venue: Token, own: Vocabulary) -> bool:
    """Whether a hall or park may be called after the name without being there; "Kassel Rathaus" is in Kassel.

    As "Torino Piazza Castello" is in Turin: where venues stand first, a square called after it is "Piazza Torino".
    """
    return (
        not own.capitals
        and not own.venues_first
        and venue.folded not in own.civic
        and hit.how not in ("adjective", "nickname")
    )


def crossing(scan: Scan, hit: Hit) -> bool:
    """Whether a word that names no place follows behind "and", as where two streets meet: "Montevideo y Costanera"."""
    first = hit.last + 2
    if first >= len(scan.tokens) or any(token.hard for token in scan.tokens[hit.last + 1 : first + 1]):
        return False
    joined, other = scan.tokens[first - 1], scan.tokens[first]
    return joined.folded in entries("and") and other.upper and all(one.first != first for one in scan.hits)


def _occasion(tokens: Sequence[Token], hit: Hit, gap: str, own: Vocabulary) -> bool:
    """Whether the next word makes an occasion of the name; "Leeds Day of Dance" is one in Leeds."""
    if tokens[hit.last + 1].folded not in own.occasions:
        return False
    after = tokens[hit.last + 2] if hit.last + 2 < len(tokens) else None
    return gap != " " or after is None or after.hard or after.folded not in own.joining


def _concerned(tokens: Sequence[Token], hit: Hit, own: Vocabulary) -> bool:
    """Whether the two words before, or those before an article, say what people meet about."""
    if tokens[hit.first].hard:
        return False
    lead = [token.folded for token in tokens[max(0, hit.first - 3) : hit.first]]
    if lead and lead[-1] in own.articles:
        lead.pop()
    return bool(lead) and (lead[-1] in own.concerned or " ".join(lead[-2:]) in own.concerned)


def _quoted(text: str, tokens: Sequence[Token], hit: Hit, words: Vocabulary) -> bool:
    """Whether the name stands with other words between quotation marks on one line; not those of a group's name."""
    begin = max(0, hit.start - _REACH)
    before = text[begin : hit.start].rpartition("\n")[2]
    if not _QUOTE.search(before):
        return False
    after = text[hit.end : hit.end + _REACH].partition("\n")[0]
    if before.count('"') % 2 and '"' in after:
        opened, closed = before.rfind('"'), after.find('"')
    else:
        opened = max(map(before.rfind, _OPENING))
        closing = _CLOSE.search(after)
        if opened < 0 or closing is None or _CLOSE.search(before, opened + 1):
            return False
        closed = closing.start()
    if closed < 0 or len(before) - opened - 1 + closed == 0:
        return False
    if len(_NUMBER.findall(before, opened + 1)) >= _SAYS_WHEN:
        return False  # what somebody said in an article: "on the 19th at 6.30 pm in Lima we ..."
    mark = hit.start - len(before) + opened
    outside = next((token for token in reversed(tokens[max(0, hit.first - 12) : hit.first]) if token.end <= mark), None)
    return outside is None or outside.folded not in words.groups


def _travelled(text: str, tokens: Sequence[Token], hit: Hit, own: Vocabulary) -> bool:
    """Whether a train or a bus from there is spoken of right before the name, not "a bus stop in" or "a bus to"."""
    before = tokens[hit.first - 1] if hit.first and not tokens[hit.first].hard else None
    word = before.folded if before is not None else ""
    if word in own.goals or (word in own.before and word not in own.toward):
        return False
    for token in reversed(tokens[max(0, hit.first - 5) : hit.first]):
        if token.folded in own.journeys:
            gap = text[token.end : hit.start]
            return len(gap) <= _NEAR and "\n" not in gap and ". " not in gap
    return False


def _led_to(text: str, tokens: Sequence[Token], hit: Hit, own: Vocabulary) -> bool:
    """Whether a way that begins elsewhere ends there: "by bicycle through the fields to Leeds", "nach Leeds fahren"."""
    if not hit.first or tokens[hit.first].hard or tokens[hit.first - 1].folded not in own.goals:
        return False
    if any(token.folded in own.travels and not token.hard for token in tokens[hit.last + 1 : hit.last + 2]):
        return True
    lead = tokens[max(0, hit.first - _WAY) : hit.first - 1]
    return any(token.folded in own.via and not SENTENCE.search(text, token.end, hit.start) for token in lead)
