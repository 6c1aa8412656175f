"""Content-Transfer-Encoding undone (RFC 2045, 6), however broken the encoder was. Never raises; linear in its input.

The standard library stops at the first padding inside base64, gives a body back undecoded when a letter is missing at
its end, and keeps an equals sign before blanks at a line's end.
"""

from __future__ import annotations

import binascii
import re

__all__ = ["base64", "decoded", "quoted_printable"]

_NAME = re.compile(r"[\s\"']*([a-z0-9-]+)")
_PADDING = re.compile(rb"=[=\s]*")
_MOST_RUNS = 1000
_FOREIGN = re.compile(rb"[^A-Za-z0-9+/\s]")
_NO_DIGITS = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
_BASE64_LINE = re.compile(rb"[ \t]*+[A-Za-z0-9+/=]*+(?!\S|[ \t]+\S)")
_SOFT_BREAK = re.compile(rb"=[ \t]+(?=\r?\n|\Z)")
_BEGIN = re.compile(rb"(?m)^begin [0-7]{3,4} [^\r\n]*\r?\n")


def decoded(data: bytes, encoding: str | None) -> bytes:
    """The body that `data` encodes; itself where `encoding`, the header's value, names nothing to undo."""
    named = _NAME.match((encoding or "").lower())
    name = named.group(1) if named else ""
    if name == "base64":
        return base64(data) if _looks_like_base64(data) else data
    if name == "quoted-printable":
        return quoted_printable(data)
    if name in ("x-uuencode", "uuencode", "uue", "x-uue"):
        return _uuencoded(data)
    return data


def base64(data: bytes) -> bytes:
    """The bytes of base64 text: strange characters are skipped, missing padding is supplied, and what several encoders
    wrote one behind the other is read to its end; a footer of plain words behind the padding is not.
    """
    pieces: list[bytes] = []
    for number, run in enumerate(_PADDING.split(data, _MOST_RUNS)):
        if number and _FOREIGN.search(run):
            break
        digits = run.translate(None, _NO_DIGITS)
        if len(digits) % 4 == 1:
            digits = digits[:-1]
        pieces.append(binascii.a2b_base64(digits + b"=" * (-len(digits) % 4)))
    return b"".join(pieces)


def quoted_printable(data: bytes) -> bytes:
    """The bytes of quoted-printable text; an equals sign that begins no code stays as it is."""
    return binascii.a2b_qp(_SOFT_BREAK.sub(b"=", data))


def _looks_like_base64(data: bytes) -> bool:
    """Whether more of the first lines are base64 than are words that some program only labelled so."""
    lines = [line for line in data[:4000].splitlines() if line.strip()]
    return 2 * sum(_BASE64_LINE.match(line) is None for line in lines) <= len(lines)


def _uuencoded(data: bytes) -> bytes:
    begin = _BEGIN.search(data)
    if begin is None:
        return data
    pieces: list[bytes] = []
    for line in data[begin.end() :].splitlines():
        if line.strip() == b"end":
            break
        try:
            pieces.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some encoders pad a line beyond the length it names.
            length = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
            try:
                pieces.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                continue
    return b"".join(pieces)
