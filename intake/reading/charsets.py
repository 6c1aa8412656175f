"""Bytes -> text, whatever charset a mail declares, forgets or gets wrong. Never raises; linear in its input."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

__all__ = ["clean", "codec", "decode"]

# Labels as mail programs write them -> the codec that reads what they meant (WHATWG's choices where it has one).
_MEANT = {
    "ascii": "utf-8", "us-ascii": "utf-8", "ansi_x3.4-1968": "utf-8", "utf8mb4": "utf-8", "unicode-1-1-utf-8": "utf-8",
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "iso_8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252",
    "ansi": "cp1252", "windows1252": "cp1252", "iso-8859-8-i": "iso-8859-8", "iso-8859-8-e": "iso-8859-8",
    "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874", "windows-874": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "hz-gb-2312": "hz",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
    "ms_kanji": "cp932", "x-euc-jp": "euc_jp", "iso-2022-jp": "iso2022_jp_ext", "iso-2022-jp-ms": "iso2022_jp_ext",
    "cp50220": "iso2022_jp_ext", "cp50221": "iso2022_jp_ext", "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949",
    "euc-kr": "cp949", "euckr": "cp949", "ksc5601": "cp949", "big5": "big5hkscs", "x-big5": "big5hkscs",
    "unicode-1-1-utf-7": "utf-7", "x-mac-roman": "mac_roman", "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "koi8": "koi8_r", "x-cp1251": "cp1251", "x-cp1252": "cp1252", "cp-850": "cp850", "utf-16": "utf-16",
}  # fmt: skip
# Codecs of Python's that are no charset of a mail; some are slow or run over the whole text again and again.
_NOT_CHARSETS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
_SEVEN_BIT = {"iso2022_jp_ext", "iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_kr", "hz", "utf-7"}
# What may be guessed: the charsets that mails without a label were written in.
_LATIN = ("cp1252", "cp1250", "iso-8859-2", "cp1254", "cp1257")
_GUESSES = (
    *_LATIN, "cp1251", "koi8-r", "koi8-u", "cp866", "iso-8859-5", "cp1253", "cp1255", "cp1256", "cp874", "cp932",
    "euc-jp", "cp949", "gb18030", "big5hkscs",
)  # fmt: skip
_ENOUGH = 4096
_HIGH = re.compile(rb"[\x80-\xff]+")
_CONTROLS = {code: None for code in range(32) if code not in (9, 10)} | {0x7F: None}
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_ESCAPES = re.compile(rb"\x1b(?:\$[@B]|\([BJI])")


@lru_cache(maxsize=512)
def codec(label: str) -> str | None:
    """The Python codec for a charset label as a mail writes it, or None when it names no charset."""
    name = label.strip().strip("\"'").lower()
    if not name or len(name) > 60 or not name.isascii() or not name.isprintable():
        return None
    name = _MEANT.get(name, name)
    for attempt in (name, name.replace("_", "-"), name.removeprefix("x-")):
        try:
            known = codecs.lookup(_MEANT.get(attempt, attempt))
        except (LookupError, ValueError):
            continue
        if known.name in _NOT_CHARSETS or not known._is_text_encoding:
            return None
        return known.name
    return None


def decode(data: bytes, label: str | None = None, hint: str | None = None) -> str:
    """The text of `data`: by its declared charset where that fits, else UTF-8, else a guess from the bytes.

    `hint` is a charset another part of the same mail declares; it is tried before guessing.
    """
    name = codec(label) if label else None
    if name in _SEVEN_BIT:
        return _seven_bit(data, name)
    if data.isascii():
        if b"\x1b" in data and _ESCAPES.search(data):
            return _seven_bit(data, "iso2022_jp_ext")
        if name in ("utf-16", "utf-16-le", "utf-16-be") and b"\0" in data:
            return data.decode(name, "replace")
        return data.decode("ascii")
    if data.startswith(codecs.BOM_UTF8):
        data, name = data[3:], "utf-8"
    text = _strictly(data, "utf-8")
    if text is not None and (name is None or name not in ("cp932", "utf-16", "utf-16-le", "utf-16-be")):
        # Bytes that are valid UTF-8 by chance are next to none; a wrong label over UTF-8 is common.
        return text
    if name and name != "utf-8" and (text := _strictly(data, name)) is not None:
        return text
    if name in (None, "utf-8") and _nearly_utf8(data):
        return data.decode("utf-8", "replace")
    if hint and (other := codec(hint)) and other != "utf-8" and (text := _strictly(data, other)) is not None:
        return text
    if name and name != "utf-8":
        text = data.decode(name, "replace")
        if text.count("\ufffd") * 20 < len(text):
            return text
    return _guessed(data)


def _strictly(data: bytes, name: str) -> str | None:
    try:
        text = data.decode(name)
        text.encode("utf-8")
    except (UnicodeError, ValueError):
        return None
    return text


def _seven_bit(data: bytes, name: str) -> str:
    if (text := _strictly(data, name)) is not None:
        return text
    if name == "iso2022_jp_ext":
        # What Windows adds to JIS X 0208 (circled numbers and the like) stands at the same places in JIS X 0213.
        wider = data.replace(b"\x1b$B", b"\x1b$(Q").replace(b"\x1b$@", b"\x1b$(Q")
        if (text := _strictly(wider, "iso2022_jp_2004")) is not None:
            return text
    return data.decode(name, "replace")


def _nearly_utf8(data: bytes) -> bool:
    """Whether UTF-8 explains most bytes above 127: a text cut in mid-letter or with one stray byte."""
    sample = data[:_ENOUGH]
    known = codecs.getincrementaldecoder("utf-8")("replace").decode(sample)  # less a letter cut off at the end
    return known.count("\ufffd") * 4 < sum(byte > 127 for byte in sample) and not known.isascii()


def _guessed(data: bytes) -> str:
    from chardet import detect  # here, as few mails need it

    sample = data[: 4 * _ENOUGH]
    runs = _HIGH.findall(sample)
    # Single accents among plain letters are Latin script; of others, a whole word lies above 127.
    latin = 2 * sum(len(run) == 1 for run in runs) > len(runs) and 2 * sum(map(len, runs)) < len(sample)
    found = detect(sample, include_encodings=_LATIN if latin else _GUESSES, prefer_superset=True, compat_names=False)
    for name in (found["encoding"] or "cp1252", "cp1252"):
        if (text := _strictly(data, name)) is not None:
            return text
    return data.decode("latin-1")


def clean(text: str) -> str:
    """The text with LF line ends and without control characters (but tab and LF), lone surrogates or a BOM."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    if _CONTROL.search(text):  # few mails have any, and looking is much quicker
        text = text.translate(_CONTROLS)
    if not text.isascii():
        text = text.replace("\ufeff", "")
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            text = text.encode("utf-8", "replace").decode("utf-8")
    return text
