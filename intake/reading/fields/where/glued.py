"""Names to which other words are written: after Arabic and Hebrew prefixes, before Korean particles, within Chinese."""

from __future__ import annotations

import re

from intake.reading.fields.where.hits import Hit, Within
from intake.reading.fields.where.names import LONGEST, MOST, Names
from intake.reading.places import Entry, Meanings, by_fold, city_around

__all__ = ["HAN", "hangul", "prefixed", "within"]

HAN = re.compile(r"[\u3005-\u3007\u30a0-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""A Chinese character or a katakana; a run of them may hold several names."""
_HIRAGANA = re.compile(r"[\u3041-\u309f]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_SEMITIC = re.compile(r"[\u0590-\u06ff]")
_AMID = 20_000  # a smaller place is not looked for behind another Chinese character that ends no name
_ALONE = 8_000  # a place of this size is told by two characters that stand alone or behind a word such as "in"
_NUMBERS = "0123456789一二三四五六七八九十"  # 三丁目
_LONGER = 6  # characters of a name that may begin with such a sign
_NICKNAME = 8  # letters
_CITY = 100_000  # no village is as large; a district that the index has is, or lies in a great city


def prefixed(names: Names, number: int) -> Hit | None:
    """A name with a preposition or an article written to it (Arabic, Hebrew)."""
    token = names.tokens[number]
    if not _SEMITIC.match(token.text):
        return None
    for prefix, instead in names.own.prefixes:
        if token.folded.startswith(prefix) and len(token.folded) - len(prefix) >= 2:
            at = token.at + len(prefix)
            nickname = names.nickname(number, instead + token.folded[len(prefix) :])
            about: Within | None = "concern" if prefix in names.own.concerning else None
            if nickname is not None:
                nickname.within = about
                if len(token.folded) == len(token.text):
                    nickname.start = token.start + len(prefix)
                nickname.how = "glued" if nickname.how == "nickname" else nickname.how
                return nickname
            found = names.longest(instead + names.folded[at : at + LONGEST], at - len(instead), number)
            if found is not None:
                hit = names.hit(number, found[1], found[0], "glued")
                hit.within = about
                if len(token.folded) == len(token.text):
                    hit.start = token.start + len(prefix)
                return hit
    return None


def hangul(names: Names, number: int) -> Hit | None:
    """A Korean name with a particle or another word written to it."""
    token = names.tokens[number]
    for name in reversed(names.index.prefixes(token.folded)):
        rest = token.folded[len(name) :]
        if rest.startswith(names.words.road_runs):
            continue  # Sejong-daero is a road in Seoul
        hit = names.hit(number, number, name, "glued")
        if (kept := _less_namesakes(names, hit, rest)) is not None:
            hit.entries = kept
        if not hit.entries:
            continue
        if len(name) >= 2 and (rest in names.words.particles or hit.largest() >= 100_000):
            if len(token.folded) == len(token.text):
                hit.end = token.start + len(name)
            hit.within = "journey" if rest in names.own.toward else None
            return hit
    return _nickname_in_hangul(names, number)


def _nickname_in_hangul(names: Names, number: int) -> Hit | None:
    """A city that is not in the index in Korean, with a particle written to it."""
    token = names.tokens[number]
    text = token.folded
    if text[0] not in names.words.first_letters or len(text) != len(token.text):
        return None
    for end in range(min(len(text) - 1, _NICKNAME), 1, -1):
        name, rest = text[:end], text[end:]
        if rest not in names.words.particles:
            continue
        if name in names.words.cities:
            hit = Hit(number, number, token.start, token.start + end, name, names.words.cities[name], "nickname")
            hit.within = "journey" if rest in names.own.toward else None
            return hit
    return None


def within(names: Names, number: int) -> list[Hit]:
    """The names inside a run of Chinese characters or kana, where no blank parts the words."""
    token = names.tokens[number]
    text = token.folded
    if len(text) != len(token.text):
        return []
    hits: list[Hit] = []
    at = 0
    while at < len(text) and len(hits) < MOST:
        hit = (_known(names, number, at) or _han(names, number, at)) if HAN.match(text[at]) else None
        if _HIRAGANA.match(text[at]) and not (at and _HIRAGANA.match(text[at - 1])):
            hit = _han(names, number, at)
        if hit is None:
            at += 1
        else:
            hits.append(hit)
            at = max(hit.end - token.start, at + 1)
    return hits


def _known(names: Names, number: int, at: int) -> Hit | None:
    """A district or landmark inside a run of Chinese characters."""
    token = names.tokens[number]
    if token.folded[at] not in names.words.first_letters:
        return None
    for end in range(min(at + 8, len(token.folded)), at + 1, -1):
        name = token.folded[at:end]
        for table, how in ((names.words.cities, "nickname"), (names.words.landmarks, "landmark")):
            if name in table:
                return Hit(number, number, token.start + at, token.start + end, name, table[name], how)
    return None


def _han(names: Names, number: int, at: int) -> Hit | None:
    """The longest name at a place inside a run of Chinese characters or kana that what stands around it allows."""
    token = names.tokens[number]
    text = token.folded
    longer = False
    for name in reversed(names.index.prefixes(text[at : at + 20])):
        end = at + len(name)
        kana = bool(_KANA.match(name[-1])) and not _HIRAGANA.match(name)
        if kana and ((end < len(text) and _KANA.match(text[end])) or (at and _KANA.match(text[at - 1]))):
            continue
        hit = names.hit(number, number, name, "glued")
        hit.start, hit.end = token.start + at, token.start + end
        if (kept := _less_namesakes(names, hit, text[end:])) is not None:
            hit.entries = kept
        if not hit.entries:
            continue  # Togane-machi is a quarter of Tokyo
        marked = any(text.startswith(particle, end) for particle in names.words.particles)
        if text.startswith(names.words.road_runs, end) and not marked:
            continue  # Nanjing Road
        if _HIRAGANA.match(name) and not marked:
            continue
        if len(name) == 1 and not (marked and hit.largest() >= 50_000):
            continue
        signed = text.startswith(names.words.city_signs, end)
        if name in names.own.ordinary and end < len(text) and HAN.match(text[end]) and not signed:
            continue  # 文化中心 is no centre of Wenhua
        alone = not longer and _stands_alone(names, number, at, end)
        if len(name) == 2 and not marked and (longer or hit.largest() < (_ALONE if alone else 150_000)):
            continue  # Fujimi is a village or a ward, but not Fuji
        amid = at and HAN.match(text[at - 1]) and not text[:at].endswith(tuple(names.words.particles))
        if amid and hit.largest() < _AMID:
            continue  # the end of a longer name: Umekoji Park is not in Shoji
        if len(name) > 2 and hit.largest() < 2_000 and not marked:
            longer = True
            continue
        hit.within = "venue" if names.premises and text.startswith(names.premises, end) else None
        return hit
    return None


def _stands_alone(names: Names, number: int, at: int, end: int) -> bool:
    """Whether signs part a stretch of a token from others, or words such as "in" and "to hold" stand around it."""
    text, following = names.tokens[number].folded, names.tokens[number + 1 : number + 2]
    if not (text.startswith(names.own.behind, end) if end < len(text) else not following or following[0].hard):
        return False
    return text[:at].endswith(tuple(names.own.before)) if at else not number or names.tokens[number].hard


def _less_namesakes(names: Names, hit: Hit, rest: str) -> Meanings | None:
    """What a name means that goes on as one of a village or a quarter does, None where it does not: 中山區, 구미동.

    A village may be called as a city is, and is then not the city; a quarter is a part of another one.
    """
    if _goes_on(names, rest, names.words.villages):
        quarter = False
    elif _goes_on(names, rest.lstrip(_NUMBERS), names.words.quarters):
        quarter = True
    else:
        return None
    cities = {city.row for sign in names.words.city_signs for city in by_fold(hit.name + sign).cities}
    return Meanings(
        one
        for one in hit.entries
        if one.kind == "city" and one.row not in cities and (one.population < _CITY if not quarter else _is_part(one))
    )


def _goes_on(names: Names, rest: str, signs: tuple[str, ...]) -> bool:
    """Whether what is written to a name begins with one of the signs and not with a longer name or word: 町田, 町家."""
    sign = next((sign for sign in signs if rest.startswith(sign)), None)
    if sign is None or rest.startswith(names.words.no_quarters):
        return False
    after = rest[len(sign) :]
    if not HAN.match(sign):
        return not after or after in names.words.particles
    longer = names.index.prefixes(rest[:_LONGER])
    return not any(len(name) > len(sign) and by_fold(name).largest_city >= _AMID for name in longer)


def _is_part(entry: Entry) -> bool:
    """Whether a place may be a district: one of a great city, or as large as towns are that are no districts."""
    return (
        entry.population >= _CITY
        or city_around(entry.country, entry.region, entry.latitude, entry.longitude) is not None
    )
