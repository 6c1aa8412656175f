"""A city's name as a finding: which of the cities it means, how much speaks for it, and what to say of doubt."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Sequence

from intake.reading.cues import entries, find
from intake.reading.fields.where.compounds import crossing
from intake.reading.fields.where.evidence import FEW
from intake.reading.fields.where.hits import OF_OTHERS, SENTENCE, Hit, line_of
from intake.reading.fields.where.leading import is_firm
from intake.reading.fields.where.lists import A_LIST, sure
from intake.reading.fields.where.naming import place
from intake.reading.fields.where.reader import Reader
from intake.reading.fields.where.rows import stands_beside_a_day
from intake.reading.fields.where.support import behind_postcode, of_a_group, support
from intake.reading.fields.where.vocabulary import country_named
from intake.reading.fields.where.wide import unknown_of_list
from intake.reading.places import Entry, fold, index
from intake.reading.proposal import Finding, Role

__all__ = ["BESIDE", "OF_ITS_HOST", "as_city"]

_KEPT = 0.15
_IN_A_ROW = 0.15
_LARGE = 200_000
_BEFORE_MEETING = 14  # words between "meeting point" and the name
BESIDE = "a city's name beside its country's or region's"
OF_ITS_HOST = "a city's name, the sender's host's, too"
_FAR = 1_000_000  # a smaller city of another country is named only with a word such as "in", a label or the like
_CITY = 50_000  # what a meeting is called after is a city of this size
_CALLED = 0.12  # what speaks at least for a city that a meeting is called after
_OF_A_TITLE = 2  # words with capitals that may stand between a city and the word for a meeting, that one included
_ACRONYM, _SHORT_ACRONYM = 5, 3  # letters
_LONGEST_LEAD = 12  # characters of a point and the blanks around it
_ROW = re.compile(r"[ \t]*[-*•·–►][ \t]*")
_JOINED = 2  # small words inside a longer name: "de la"
_INNER_CAPITAL = re.compile(r"[a-z][A-Z]")
_COLON = re.compile(r"[ \t\u00a0]?:")
_A_NAME = 0.35  # what `support` takes from a given name, for one that a group or cities beside it show to be a city
_TELLING_REGION = 4  # letters of a region's name that is no code
_AROUND = " ,.()/|-–—"  # signs between a town's and its country's name
_SMALL = 5_000  # places below need evidence beside them


def as_city(
    reader: Reader, hit: Hit, cities: Sequence[Entry], beside: bool, run: list[Hit], listed: bool
) -> Finding | None:
    """The finding of a name as the likeliest of the cities it may mean, or None where too little speaks for it.

    `beside` says that a region or country beside the name told which, `run` are the names it is enumerated with, and
    `listed` says that these each begin a line.
    """
    evidence = reader.evidence
    if beside and hit.within == "road" and hit.name in reader.own.roads:
        return None  # "42 High Street, UK"
    country = None
    if len(run) >= A_LIST and not beside:
        country = reader.country(run) or (reader.country(run, listed) if listed else None)
        if country and all(city.country != country for city in cities) and not sure(cities):
            return unknown_of_list(reader, hit, run)
        if country:
            cities = [city for city in cities if city.country == country] or cities
    ranked = sorted([(reader.weight(entry), entry) for entry in cities], key=lambda pair: -pair[0])
    best = ranked[0][1]
    expected = beside or evidence.expects(best.country)
    expected = expected or (listed and hit.how == "misspelt" and best.country in reader.in_company(run))
    far = not beside and evidence.abroad(best)
    if _is_another(reader, hit, best, expected, far, bool(run)) or (
        not beside and (_initials(reader, hit, best) or _goes_on(reader, hit, best, far))
    ):
        return None
    speaks = support(reader.scan, hit, reader.passage.role, reader.words, reader.own) + (0.4 if beside else 0.0)
    sender = reader.passage.part == "sender"
    if beside and _is_a_dateline(reader, hit, best):
        speaks += _A_NAME
    if len(run) == 2 and not beside:
        speaks += 0.08
    elif len(run) >= A_LIST and not beside:
        weak = hit.name in reader.own.ordinary or len(hit.name) <= 3
        alike = country is not None or reader.alike(run)
        speaks += 0.45 if weak and country else (0.2 if alike else 0.0)
        if listed and country:
            speaks = max(speaks, 0.45)
    if not run and stands_beside_a_day(reader, hit):
        speaks += _IN_A_ROW
    by_clock = evidence.widely and reader.passage.role == "body"  # who writes English may be anywhere
    if expected:
        speaks += 0.12
    elif evidence.countries and not (by_clock and evidence.clocked(best)):
        speaks -= 0.05 if best.population >= 1_000_000 else 0.15
    if not best.main and best.population < 15_000:
        speaks -= 0.1
    at_home = expected and best.population < 50_000 and evidence.at_home(hit.name)
    at_home = at_home and (best.main or hit.name not in reader.own.ordinary)  # no peace-action.example for Peace
    speaks += 0.3 if at_home and (not hit.within or (sender and hit.within not in OF_OTHERS)) else 0.0
    if (sender and of_a_group(reader.scan, hit, reader.words, reader.own)) or _among_cities(reader, hit, best):
        speaks += _A_NAME
    if speaks < _CALLED and best.main and best.population >= _CITY and _calls_a_meeting(reader, hit):
        speaks = _CALLED
    speaks += min(0.15, 0.05 * (evidence.mentions[best.row] - 1)) if speaks > 0 else 0.0
    score = 0.3 * math.log10(best.population + 10) / 7 + speaks
    signature = reader.passage.role == "signature"
    if signature:
        score *= 0.6
    known = best.population >= _SMALL or at_home
    if signature and expected and known and hit.how in ("exact", "nickname") and speaks > -0.4:
        score = max(score, 0.06)
    elif score < _KEPT or speaks < _needed(reader, hit, best, expected, far):
        return None
    note = _doubt(reader, hit, ranked, beside or listed)
    if note is not None and not beside and evidence.stated and best.country not in evidence.stated:
        if hit.within == "venue":
            return None  # "Hotel Bristol" where a mail names Kisumu, Kenya
        far = far or not run  # "Lakeside Days" where a mail names Kisumu, Kenya
    words = reader.scan.text[hit.start : hit.end]
    if beside:
        rule = BESIDE
    else:
        rule = OF_ITS_HOST if sender and _called_like_its_host(reader, hit) else f"a city's name, {hit.how}"
    role: Role | None = _role(reader, hit, far) if not beside else "topic" if hit.within in OF_OTHERS else None
    others = tuple(place(entry, words, hit, reader.native) for _, entry in ranked[1:6])
    value = place(best, words, hit, reader.native, reader.own)
    return reader.finding(hit, value, rule, round(score, 3), note, others, role)


def _is_a_dateline(reader: Reader, hit: Hit, best: Entry) -> bool:
    """Whether the region's or country's name beside it shows a town called like a word: "Reading, Massachusetts".

    A country's may stand in other signs, too, and before the town: "Reading (England)", "England, Reading".
    """
    told = reader.scan.text[hit.end : hit.beside[1]] if hit.beside is not None else ""
    region = told.strip(_AROUND)
    if hit.how != "exact" or "\n" in told or best.population < _SMALL:
        return False
    if not told.lstrip(" ").startswith(",") and region and country_named(fold(region)) != best.country:
        return False
    coded = bool(region) and len(region) < _TELLING_REGION
    return hit.name in reader.own.ordinary | reader.own.labels and not (coded and hit.name in reader.own.labels)


def _among_cities(reader: Reader, hit: Hit, best: Entry) -> bool:
    """Whether a large city called like people or a word is one of a country of which the mail names several."""
    if hit.how != "exact" or not (hit.name in reader.words.names or hit.name in reader.own.ordinary):
        return False
    following = next(iter(reader.scan.tokens[hit.last + 1 : hit.last + 2]), None)
    alone = following is None or following.hard or not following.upper
    return alone and best.main and best.population >= _LARGE and reader.evidence.alike[best.country] >= A_LIST


def _is_another(reader: Reader, hit: Hit, best: Entry, expected: bool, far: bool, enumerated: bool) -> bool:
    """Whether a name rather means something else than the city, whatever stands beside it."""
    if hit.how in ("misspelt", "glued") and not expected and best.population < 1_000_000:
        return True
    if hit.how in ("inflected", "misspelt") and fold(reader.scan.text[hit.start : hit.end]) in reader.words.given:
        return True  # "Jonas" is not of Jona
    if _INNER_CAPITAL.search(reader.scan.text, hit.start, hit.end) and not _INNER_CAPITAL.search(best.name):
        return True  # "LoRa" is not Lora
    if far and (
        hit.within == "venue" or (hit.how == "misspelt" and best.population < (_LARGE if enumerated else _FAR))
    ):
        return True
    if far and (hit.name in reader.own.ordinary or hit.name in reader.words.names) and not _stated(reader, hit):
        return True
    borrowed = far or any(city.main for city in hit.entries.cities)  # what others are called themselves
    if hit.how == "inflected" and not expected and best.population < (_FAR if borrowed and not best.main else 100_000):
        return True
    return not expected and _longer(reader, hit, best)


def _called_like_its_host(reader: Reader, hit: Hit) -> bool:
    """Whether the sender's host has the name and not the sender's other one, too, as a person's own has."""
    others = {token.folded for token in reader.scan.tokens[:2]} - {hit.name}
    hosts = reader.evidence.hosts
    return reader.evidence.at_home(hit.name) and not any(name in hosts for name in others)


def _role(reader: Reader, hit: Hit, far: bool) -> Role | None:
    """What else than the place of the event the name may be."""
    if hit.within in OF_OTHERS:
        return "topic"
    if far:
        return "abroad"
    following = next(iter(reader.scan.tokens[hit.last + 1 : hit.last + 2]), None)
    if following is not None and not following.hard and following.folded in reader.words.regional:
        return "part"  # "Cork County"
    houses = reader.words.houses | reader.own.civic
    adjective = hit.how == "adjective" and (following is None or following.folded not in houses)
    if _gathers(reader, hit):
        return "part" if crossing(reader.scan, hit) else "meeting"
    return "part" if adjective or hit.within in ("venue", "group") else None


def _gathers(reader: Reader, hit: Hit) -> bool:
    """Whether a word for the place where people meet first stands before the name in its sentence."""
    tokens = reader.scan.tokens
    first = max(0, hit.first - _BEFORE_MEETING)
    lead = [token.folded for token in tokens[first : hit.first]]
    for number in range(len(lead) - 1, -1, -1):
        if lead[number] not in reader.own.gathering_starts:
            continue
        if any(" ".join(lead[number : number + count]) in reader.own.gathering for count in (1, 2, 3)):
            return not SENTENCE.search(reader.scan.text, tokens[first + number].start, hit.start)
    return False


def _longer(reader: Reader, hit: Hit, best: Entry) -> bool:
    """Whether a name that is not a city's own is the first word of a longer one: "Baia Verde" is not Salvador."""
    following = next(iter(reader.scan.tokens[hit.last + 1 : hit.last + 2]), None)
    if following is None or following.hard or not following.upper or hit.how != "exact" or reader.own.capitals:
        return False
    small = not best.main or best.population < _LARGE
    return small and reader.scan.text[hit.end : following.start] == " " and not line_of(reader.scan.text, hit).isupper()


def _goes_on(reader: Reader, hit: Hit, best: Entry, far: bool) -> bool:
    """Whether small words and a word with a capital make a longer name of one that is no large city's own.

    "Alameda de la Torre" is not Alameda; "Loja de Ecuador" is, and so is what stands behind "in" unless it is far.
    """
    tokens, own, text = reader.scan.tokens, reader.own, reader.scan.text
    if hit.how != "exact" or own.capitals:
        return False
    if best.population >= _CITY and (best.main or hit.name not in own.ordinary):
        return False
    if (_stated(reader, hit) and not far) or text[hit.end : hit.end + 1] != " ":
        return False
    number = hit.last + 1
    while number < len(tokens) and number - hit.last <= _JOINED and tokens[number].folded in own.joining - own.before:
        if tokens[number].hard or not tokens[number].text.islower() or tokens[number].folded in entries("and"):
            return False
        number += 1
    if number == hit.last + 1 or number >= len(tokens) or tokens[number].hard or not tokens[number].upper:
        return False
    if tokens[number].folded in index().calendar:
        return False  # "Trets le Samedi 5 mai"
    after = bisect_left(reader.scan.hits, tokens[number].start, key=lambda one: one.start)
    return not any(one.first == number and one.entries[0].kind != "city" for one in reader.scan.hits[after : after + 1])


def _heads_a_row(reader: Reader, hit: Hit) -> bool:
    """Whether the name stands behind a point of a list and before a colon."""
    text = reader.scan.text
    start = text.rfind("\n", max(0, hit.start - _LONGEST_LEAD), hit.start) + 1
    return _ROW.fullmatch(text, start, hit.start) is not None and _COLON.match(text, hit.end) is not None


def _initials(reader: Reader, hit: Hit, best: Entry) -> bool:
    """Whether the name is a few capital letters ("1731 SE 10th Ave", "save DACA") and no city's own name."""
    token = reader.scan.tokens[hit.first]
    if hit.how != "exact" or hit.first < hit.last or not token.caps:
        return False
    if len(hit.name) <= 2:
        return True
    if best.population >= _LARGE and best.country in reader.evidence.home and len(reader.evidence.home) <= FEW:
        return False  # "ROMA: piazza Dante" in an Italian mail
    if not hit.name.isascii() and best.population >= _LARGE:
        return False  # "ТОМСК. 5 мая": the index has its own name in Latin letters
    if best.country in reader.evidence.home and len(hit.name) > _SHORT_ACRONYM and _heads_a_row(reader, hit):
        return False  # "- BRIVE: place du Marché" in a list
    return len(hit.name) <= _ACRONYM and not best.main and not line_of(reader.scan.text, hit).isupper()


def _needed(reader: Reader, hit: Hit, best: Entry, expected: bool, far: bool) -> float:
    """How much must speak for a place of this size before it is taken for one."""
    needed = -1.0
    if best.main and hit.how == "exact" and best.row in reader.evidence.settled:
        needed = 0.0  # the mail says elsewhere that it is one
    elif best.population < _SMALL:
        needed = (0.2 if hit.first < hit.last else 0.3) + (0.0 if expected else 0.15)
    elif best.population < 50_000:
        needed = 0.1 if expected else 0.15
    if hit.how in ("inflected", "adjective", "glued") and best.population < (5_000 if expected else 15_000):
        needed += 0.0 if expected and _is_told(reader, hit, best) else 0.3
    if hit.name.isascii() and not (best.main or expected) and (best.population < 200_000 or len(hit.name) <= 3):
        needed = max(needed, 0.4)
    if far and best.population < _FAR:
        needed = max(needed, 0.1)
    if hit.name in reader.own.ordinary:
        needed = max(needed, 0.6 if hit.name.isascii() and not best.main and best.population < 200_000 else 0.1)
    if reader.scan.text[hit.start].islower() and not expected:
        needed = max(needed, 0.6)
    return needed


def _is_told(reader: Reader, hit: Hit, best: Entry) -> bool:
    """Whether an inflected name of a village stands where only a town's does, and in the country that is likeliest."""
    countries = reader.evidence.countries
    likely = countries.get(best.country, 0.0) >= max(countries.values(), default=0.0)
    return likely and (best.main or not hit.name.isascii()) and is_firm(reader.scan, hit, reader.own)


def _calls_a_meeting(reader: Reader, hit: Hit) -> bool:
    """Whether a meeting is called by the name, all with capitals: "Go Meetup Malaga", "Malaga Go Meetup"."""
    known = (reader.words.given, reader.words.names, reader.own.ordinary, reader.scan.small)
    previous = reader.scan.tokens[hit.first - 1].folded if hit.first else ""
    if hit.how != "exact" or hit.within or any(hit.name in some for some in known) or previous in reader.words.given:
        return False
    tokens, text = reader.scan.tokens, reader.scan.text
    first, last = hit.first, hit.last
    while first and hit.first - first < _OF_A_TITLE and not tokens[first].hard and tokens[first - 1].upper:
        first -= 1
    while (
        last + 1 < len(tokens)
        and last - hit.last < _OF_A_TITLE
        and not tokens[last + 1].hard
        and tokens[last + 1].upper
    ):
        last += 1
    before, after = text[tokens[first].start : hit.start], text[hit.end : tokens[last].end]
    languages = reader.passage.languages
    return any(cue.key == "event" and not before[cue.end :].strip() for cue in find(before, languages)) or any(
        cue.key == "event" and not after[cue.end :].strip() for cue in find(after, languages)
    )


def _doubt(reader: Reader, hit: Hit, ranked: list[tuple[float, Entry]], beside: bool) -> str | None:
    """Why a maintainer should look at the place, or None."""
    weight, best = ranked[0]
    close = [
        entry
        for other, entry in ranked[1:]
        if weight - other < 1.0
        and entry.row != best.row  # one city by two of its names
        and entry.population * 20 > best.population
        and (entry.main or not best.main or best.population < 100_000)
    ]
    if hit.how == "misspelt":
        return f"read as {best.name}"
    if hit.how == "landmark" and not _followed_by(reader, hit, best):
        return f"{reader.scan.text[hit.start : hit.end]} is taken to be the one in {best.name}"
    if close or (not beside and _anywhere(reader, best, hit.entries.cities)):
        return f"{max(len(close) + 1, len(hit.entries.cities))} places have this name"
    clear = beside or (best.population >= 50_000 and _stated(reader, hit))
    clear = clear or (reader.evidence.expects(best.country) and behind_postcode(reader.scan.text, hit))
    if not clear and (hit.name in reader.own.ordinary or hit.name in reader.words.names):
        return "also an ordinary word or a name"
    return None


def _anywhere(reader: Reader, best: Entry, cities: Sequence[Entry]) -> bool:
    """Whether a village's namesake is in another country that speaks the mail's language, and nothing tells which."""
    evidence = reader.evidence
    if best.population >= _SMALL or best.country not in evidence.widely or best.row in evidence.settled:
        return False
    if evidence.clocked(best):
        return False
    told = evidence.countries.get(best.country, 0.0)
    others = (city.country for city in cities if city.main and city.country != best.country)
    return any(evidence.countries.get(country, 0.0) >= told for country in others)


def _followed_by(reader: Reader, hit: Hit, best: Entry) -> bool:
    """Whether the place itself is named right after: "Brandenburger Tor, Berlin"."""
    after = bisect_left(reader.scan.hits, hit.end, key=lambda other: other.start)
    following = reader.scan.hits[after : after + 1]
    return any(other.first == hit.last + 1 and best.row in {one.row for one in other.entries} for other in following)


def _stated(reader: Reader, hit: Hit) -> bool:
    """Whether a word such as "in" stands right before a name that stands for itself."""
    token = reader.scan.tokens[hit.first]
    return not (hit.first == 0 or token.hard or hit.within) and (
        reader.scan.tokens[hit.first - 1].folded in reader.own.before
    )
