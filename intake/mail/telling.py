"""What the program says in plain English, in a maintainer's language: problems, reasons, refusals.

The words are data, in templates/review/languages: [problems] by code, and [said], whose English sentences are at once
the patterns by which a sentence is known again. What a language does not say stays English.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError, dates

from intake.mail import shipped
from intake.reading.checks import TEXTS
from intake.reading.proposal import Problem

_GAPS = {"n": r"\d+", "id": r"[^ ]+"}


@cache
def locale(language: str, country: str | None = None) -> Locale:
    """Babel's locale of a tag in a country: 2 pm in Boston is 14:00 in Berlin, in English too.

    English without a country, and in countries where Babel knows none, is written as in Europe.
    """
    base = language.replace("-", "_")
    for tag in (f"{base}_{country}" if country else base, "en_150" if base == "en" else base, "en_150"):
        try:
            found = Locale.parse(tag)
        except (UnknownLocaleError, ValueError):
            continue
        if tag != "en":
            return found
    return Locale("en", "150")


def readable(value: str, language: str) -> str:
    """An ISO 8601 day, day with time, or span of days as the language writes it; an hour and other text as they are."""
    first, slash, last = value.partition("/")
    try:
        if slash:
            return f"{readable(_day(first), language)} – {readable(_day(last), language)}"
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return dates.format_date(dt.date.fromisoformat(value), "full", locale(language))
        if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", value):
            return f"{readable(value[:10], language)}, {value[11:]}"
    except ValueError:
        return value
    return value


def problem(one: Problem, language: str) -> str:
    """A problem in this language with what it is about in particular; its own English where there are no words."""
    general = shipped.problems(language).get(one.code)
    if general is None:
        return one.text
    named = "; ".join(_quoted(value, language) for value in one.named)
    if not named:
        return general
    stop = general[-1:] if not general[-1:].isalnum() else ""
    return f"{general.removesuffix(stop)} ({named}){stop}"


@lru_cache(maxsize=4096)
def sentence(text: str, language: str) -> str:
    """A sentence of the program in this language, or as it is where the language does not know it."""
    words = shipped.said(language)
    for key, pattern in _patterns().items():
        found = pattern.fullmatch(text)
        if found and key in words:
            said = words[key]
            for name, value in found.groupdict().items():
                said = said.replace(f"{{{name}}}", value)
            return said
    return text


def reason(text: str, language: str) -> str:
    """Why a mail is held, in this language: what became of it, then the problems it has, each told for itself."""
    found = list(_problems_told().finditer(text))
    head = text[: found[0].start()] if found else text
    told = "; ".join(_about(part, language) for part in head.strip(" ;.").split("; ") if part)
    codes = {words[:-1]: code for code, (words, _) in TEXTS.items()}
    problems = []
    for one in found:
        named = tuple(one["named"].split("; ")) if one["named"] else ()
        problems.append(problem(Problem(codes[one["words"]], one[0], named=named), language))
    return ". ".join(filter(None, (told, " ".join(problems))))


def silence(text: str, language: str) -> str:
    """Why a mail is not answered, in this language, with those of the signs of a notice that it has words for."""
    head, _, signs = text.partition(": ")
    names = [(sign, sentence(sign, language)) for sign in signs.split(", ") if sign]
    known = shipped.said("en").values()
    told = ", ".join(name for sign, name in names if sign in known)
    return f"{sentence(head, language)} ({told})" if told else sentence(head, language)


def _about(part: str, language: str) -> str:
    """A part of a reason, with the drafts and events it names."""
    told = sentence(part, language)
    if not part.startswith("a reply about "):
        return told
    return re.sub(r"\bdraft \d+|\bevent [^ ,.]+", lambda one: sentence(one[0], language), told)


@cache
def _problems_told() -> re.Pattern[str]:
    """The English sentences of problems, with what they name."""
    words = "|".join(re.escape(words[:-1]) for words, _ in TEXTS.values())
    return re.compile(rf"(?:(?<=^)|(?<= ))(?P<words>{words})(?:: (?P<named>.*?))?\.(?= (?:{words})|$)", re.DOTALL)


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    """The English sentences as patterns, those that say most first."""
    known = shipped.said("en")
    by_length = sorted(known, key=lambda key: len(re.sub(r"\{\w+\}", "", known[key])), reverse=True)
    return {key: re.compile(re.sub(r"\\\{(\w+)\\\}", _gap, re.escape(known[key])), re.DOTALL) for key in by_length}


def _gap(found: re.Match[str]) -> str:
    """What may stand for a name in braces: a number for `n`, one word for `id`, else anything."""
    return f"(?P<{found[1]}>{_GAPS.get(found[1], '.+?')})"


def _quoted(value: str, language: str) -> str:
    """A day or time in words; the mail's own words in quotation marks, whichever way the sentence around them runs."""
    shown = readable(value, language)
    if shown != value or re.fullmatch(r"[\d:]+", value):
        return shown
    return f"\u2068“{value}”\u2069" if locale(language).text_direction == "rtl" else f"“{value}”"


def _day(text: str) -> str:
    return dt.date.fromisoformat(text).isoformat()
