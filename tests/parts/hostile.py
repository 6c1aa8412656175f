"""The nastiest mails that we could think of, each made when it is asked for: some are as large as a mail may be."""

from __future__ import annotations

import base64
from collections.abc import Callable

MANY = 200_000
WHOLE = 24_000_000
HEAD = (
    b"From: Eve <eve@evil.example>\r\nTo: events@garden.example\r\nMessage-ID: <evil@evil.example>\r\n"
    b"Date: Thu, 1 Apr 2027 09:00:00 +0000\r\nMIME-Version: 1.0\r\n"
)
ANNOUNCEMENT = "Garden day on Saturday 8 May 2027 at 3 pm in Ghent, Belgium. https://garden.example/day"


def plain(text: str, subject: str = "Garden day") -> bytes:
    """A mail of this text."""
    head = HEAD + f"Subject: {subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n".encode()
    return head + text.replace("\n", "\r\n").encode("utf-8", "surrogatepass")


def page(html: str) -> bytes:
    """A mail of this HTML."""
    return HEAD + b"Subject: Garden day\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()


def headed(lines: bytes, body: bytes = ANNOUNCEMENT.encode()) -> bytes:
    """A mail with these header lines."""
    return HEAD + lines + b"\r\n\r\n" + body


def mixed(*parts: bytes) -> bytes:
    """A mail of these parts, each with its headers."""
    head = HEAD + b"Subject: Garden day\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    return head + b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"


def calendar(lines: str, number: int = 1) -> bytes:
    """A mail with this calendar attached so many times."""
    part = b"Content-Type: text/calendar; charset=utf-8; method=PUBLISH\r\n\r\n" + _calendar(lines)
    return mixed(b"Content-Type: text/plain\r\n\r\nSee the calendar.", *[part] * number)


def _calendar(lines: str) -> bytes:
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{lines}\nEND:VCALENDAR\n".replace("\n", "\r\n").encode()


def event(lines: str) -> str:
    """The lines of one event of a calendar, with these among them."""
    return f"BEGIN:VEVENT\nUID:1\nDTSTART:20270508T150000Z\nSUMMARY:Garden day\n{lines}\nEND:VEVENT"


def linked_data(json: str) -> bytes:
    """A mail of a page with this JSON-LD."""
    return page(f'<p>{ANNOUNCEMENT}</p><!-- schema.org --><script type="application/ld+json">{json}</script>')


def nested(depth: int, close: bool = True) -> bytes:
    """Parts within parts."""
    opened = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at) for at in range(depth))
    closed = b"".join(b"\r\n--b%d--" % at for at in reversed(range(depth))) if close else b""
    return HEAD + opened + b"\r\n" + ANNOUNCEMENT.encode() + closed


def attached(depth: int) -> bytes:
    """Messages within messages."""
    return HEAD + b"Content-Type: message/rfc822\r\n\r\n" * depth + plain(ANNOUNCEMENT)


def _words(charsets: list[str]) -> bytes:
    return b"Subject: " + b"\r\n ".join(b"=?%s?q?=E4=F6a?=" % name.encode() for name in charsets)


def _continued(name: str, number: int, value: str = "a") -> bytes:
    return "".join(f";\r\n {name}*{at}*={value}" for at in range(number)).encode()


def _times(words: str, size: int = 100_000) -> Callable[[], bytes]:
    """The same words over and over, behind an announcement: what a finder may go through again and again."""
    return lambda: plain(f"{ANNOUNCEMENT}\n\n" + (words * (size // len(words) + 1))[:size] + f"\n{ANNOUNCEMENT}\n")


_JSON_EVENT = '{"@type":"Event","name":"Garden day","startDate":"2027-05-08T15:00","location":"Ghent, Belgium"}'
_DAYS = "".join(
    f"- {at % 28 + 1} {('May', 'June', 'July')[at % 3]} 2027, {at % 12 + 1} pm, Ghent\n" for at in range(5000)
)

HOSTILE: dict[str, Callable[[], bytes]] = {
    # structure
    "parts 200,000 deep": lambda: nested(MANY, close=False),
    "parts 49 deep": lambda: nested(49),
    "parts side by side": lambda: mixed(*[b"\r\na"] * MANY),
    "boundaries that begin alike": lambda: headed(
        b"Content-Type: multipart/mixed; boundary=b", b"\r\n".join(b"--b" + b"b" * (at % 60) for at in range(MANY))
    ),
    "a boundary on each line": lambda: headed(b"Content-Type: multipart/mixed; boundary=b", b"--b\r" * 6_000_000),
    "no boundary": lambda: headed(b"Content-Type: multipart/mixed", b"--b\r\n\r\n" + b"--\r\n" * MANY),
    "a boundary like an expression": lambda: headed(
        b'Content-Type: multipart/mixed; boundary="(a+)+$"', b"--(a+)+$\r\n\r\n" + b"a" * 1_000_000
    ),
    "messages 10,000 deep": lambda: attached(10_000),
    "messages side by side": lambda: mixed(*[b"Content-Type: message/rfc822\r\n\r\n" + plain(ANNOUNCEMENT)] * 990),
    "large messages side by side": lambda: mixed(
        *[b"Content-Type: message/rfc822\r\n\r\n" + plain(_DAYS)] * 100
    ),
    "pages side by side": lambda: mixed(*[b"Content-Type: text/html\r\n\r\n<p>" + b"<b>a" * 6000] * 990),
    "calendars side by side": lambda: calendar(event("DESCRIPTION:" + "a\\, b\n " * 3_000), 900),
    "texts side by side": lambda: mixed(*[b"Content-Type: text/plain\r\n\r\n" + _DAYS.encode()[:20_000]] * 990),
    # headers
    "a header of 127 kB": lambda: headed(b"Subject: " + b"a " * 63_000),
    "a header over many lines": lambda: headed(b"Subject: a" + b"\r\n " * 40_000 + b"b"),
    "many headers": lambda: headed(b"".join(b"X-%d: y\r\n" % at for at in range(9_000))[:-2]),
    "many times the same header": lambda: headed(b"Subject: a\r\n" * 9_000 + b"Content-Type: text/plain"),
    "headers of one letter": lambda: headed(b"a:\r\n" * 30_000 + b"b: c"),
    "24 MB of headers": lambda: headed(b"X: y\r\n" * 4_000_000),
    "a million recipients": lambda: headed(b"To: " + b"a@b.example, " * 1_000_000),
    "9,000 recipients": lambda: headed(b"Cc: " + b", ".join(b"a%d@b.example" % at for at in range(7_000))),
    "comments in From": lambda: headed(b"From: " + b"(" * 60_000 + b")" * 60_000),
    "quotes in From": lambda: headed(b"From: " + b'"\\' * 60_000),
    "groups in To": lambda: headed(b"To: " + b"a:b@c.example;" * 8_000),
    "signs in From": lambda: headed(b"From: " + b"<@" * 60_000),
    "dots in From": lambda: headed(b"From: " + b"a." * 60_000 + b"@b.example"),
    "references": lambda: headed(b"References: " + b"<a@b>\r\n " * 12_000),
    "references never closed": lambda: headed(b"References: " + b"<" * 120_000),
    "a Message-ID of 120 kB": lambda: headed(b"Message-ID: <" + b"a" * 120_000 + b"@b>"),
    "a Message-ID over two lines": lambda: headed(
        b"Message-ID: <a@b\r\n X-Evil: yes\r\n\tc@d>\r\nReferences: <\r\n a@b>"
    ),
    "a Message-ID of odd bytes": lambda: headed(b"Message-ID: <\0\xed\xa0\x80'; drop table messages; -- %s@b>"),
    "authentication results": lambda: headed(b"Authentication-Results: a;" + b" dkim=pass;" * 10_000),
    "dates of no calendar": lambda: headed(b"Date: Mon, 99 Foo 99999 99:99:99 +9999\r\nReceived: a; -1 May 0 0 0"),
    "a date in the year 1": lambda: (HEAD + b"\r\n" + ANNOUNCEMENT.encode()).replace(
        b"Thu, 1 Apr 2027 09:00:00 +0000", b"Mon, 1 Jan 0001 00:00:00 +1400"
    ),
    "a date in the year 9999": lambda: (HEAD + b"\r\n" + ANNOUNCEMENT.encode()).replace(
        b"Thu, 1 Apr 2027 09:00:00 +0000", b"Fri, 31 Dec 9999 23:59:59 -1200"
    ),
    "received in the years 1 and 9999": lambda: (
        b"Received: from a by b; Mon, 1 Jan 0001 00:00:00 +1400\r\n"
        b"Received: from a by b; Fri, 31 Dec 9999 23:59:59 -1200\r\n" + plain(ANNOUNCEMENT)
    ),
    # encoded words, parameters, charsets
    "encoded words": lambda: headed(b"Subject: " + b"=?utf-8?q?a?= " * 8_500),
    "encoded words within encoded words": lambda: headed(b"Subject: " + b"=?utf-8?q?" * 6_000 + b"?=" * 6_000),
    "encoded words of 3,000 charsets": lambda: headed(_words([f"x-{at}" for at in range(3_000)])),
    "encoded words that do not end": lambda: headed(b"Subject: " + b"=?utf-8?b?" + b"A" * 100_000),
    "encoded words of UTF-7": lambda: headed(b"Subject: " + b"=?utf-7?q?+AGEA+-+?= " * 5_000),
    "encoded words of shifts": lambda: headed(b"Subject: " + b"=?iso-2022-kr?b?GyQpQw4h?= " * 4_000),
    "encoded words in names": lambda: headed(b"To: " + b"=?utf-8?b?YSI8YkBjPg==?= <a@b.example>, " * 2_700),
    "codecs that are no charsets": lambda: headed(
        _words(["zlib", "bz2", "hex", "rot13", "base64", "idna", "punycode", "unicode_escape", "undefined"] * 200)
    ),
    "charsets with NUL and slashes": lambda: mixed(
        *[
            b"Content-Type: text/plain; charset=" + name + b"\r\n\r\n\xe4\xf6\xfc " + ANNOUNCEMENT.encode()
            for name in (
                b'"a\0b"', b"../../etc/passwd", b"a/b", b"\\", b"%s%n", b"a" * 60_000, b'"', b"utf-8\0",
                b"\xff",
            )
        ]
    ),
    "parameters": lambda: headed(b"Content-Type: text/plain" + b"; a=b" * 20_000),
    "parameters never closed": lambda: headed(b'Content-Type: text/plain; a="' + b'\\"' * 50_000),
    "parameters in pieces": lambda: headed(b"Content-Type: text/plain" + _continued("charset", 6_000)),
    "a file name in pieces": lambda: mixed(
        b"Content-Disposition: attachment" + _continued("filename", 6_000, "%2E%2E%2F") + b"\r\n\r\na"
    ),
    "a boundary in pieces": lambda: headed(b"Content-Type: multipart/mixed" + _continued("boundary", 6_000)),
    "pieces with odd numbers": lambda: mixed(
        b"Content-Disposition: attachment; filename*99999999999999999999=a; filename*-1=b; filename*0*=x''%; "
        b"filename*x=c; filename*" + b"9" * 50_000 + b"=d\r\n\r\na"
    ),
    "a charset in a parameter": lambda: mixed(
        b"Content-Disposition: attachment; filename*=../\0'';%00%ff\r\n"
        b"Content-Type: text/plain; name*=idna'x'%E4\r\n\r\na"
    ),
    # transfer encodings
    "base64 garbage": lambda: headed(
        b"Content-Transfer-Encoding: base64\r\nContent-Type: text/plain", b"=A\xff*" * 6_000_000
    ),
    "base64 of a text in UTF-16": lambda: headed(
        b"Content-Transfer-Encoding: base64\r\nContent-Type: text/plain; charset=utf-16",
        base64.encodebytes((ANNOUNCEMENT + "\ud800" * 99_999).encode("utf-16", "surrogatepass")),
    ),
    "quoted-printable of soft line breaks": lambda: headed(
        b"Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/plain", b"=\r\n" * 8_000_000
    ),
    "quoted-printable of equals signs": lambda: headed(
        b"Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/html", b"=3D" * 8_000_000
    ),
    "quoted-printable of blanks": lambda: headed(
        b"Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/plain", b" \t" * 12_000_000
    ),
    "uuencoded": lambda: headed(b"Content-Transfer-Encoding: x-uuencode", b"begin 644 a\r\n" * 1_000_000),
    "UTF-7": lambda: headed(b"Content-Type: text/plain; charset=utf-7", b"+AGEAYg-+" * 2_000_000),
    "UTF-7 markup": lambda: headed(
        b"Content-Type: text/html; charset=utf-7", b"+ADw-script+AD4-pwned()+ADw-/script+AD4-"
    ),
    "shifts of ISO-2022-JP": lambda: headed(
        b"Content-Type: text/plain; charset=iso-2022-jp", b"\x1b$B\x1b(B" * 3_000_000
    ),
    "surrogates": lambda: headed(b"Content-Type: text/plain; charset=utf-8", b"\xed\xa0\x80\xed\xb0\x80" * 4_000_000),
    "byte order marks": lambda: headed(b"Content-Type: text/plain; charset=utf-8", b"\xef\xbb\xbf" * 8_000_000),
    "bytes of no charset": lambda: headed(b"Content-Type: text/plain", bytes(range(128, 256)) * 190_000),
    "24 MB of NUL": lambda: headed(b"Content-Type: text/plain", b"\0" * WHOLE),
    "24 MB of line ends": lambda: headed(b"Content-Type: text/plain", b"\r" * WHOLE),
    "24 MB on one line": lambda: headed(b"Content-Type: text/plain", b"a" * WHOLE),
    "24 MB of From lines": lambda: b"From a\r\n" * 3_000_000,
    "format flowed": lambda: headed(b"Content-Type: text/plain; format=flowed", b"> a \r\n>> \r\n" * 2_000_000),
    "text/enriched": lambda: headed(b"Content-Type: text/enriched", b"<<" * 6_000_000 + b"<nl" * 2_000_000),
    # HTML
    "elements nested": lambda: page("<div>" * MANY + ANNOUNCEMENT),
    "tables nested": lambda: page("<table><tr><td>" * MANY + ANNOUNCEMENT),
    "lists nested": lambda: page("<ul><li>" * MANY + ANNOUNCEMENT + "</ul>" * MANY),
    "quotations nested": lambda: page("<blockquote>" * MANY + ANNOUNCEMENT),
    "a million attributes": lambda: page("<p " + "a='1' " * 1_000_000 + f">{ANNOUNCEMENT}"),
    "an attribute of 20 MB": lambda: page(f"<p title='{'a' * 20_000_000}'>{ANNOUNCEMENT}"),
    "a link of 2 MB": lambda: page(f"<a href='https://a.example/{'a/' * 1_000_000}'>{ANNOUNCEMENT}</a>"),
    "links never closed": lambda: page("<a href='https://a.example/'>a " * 100_000 + ANNOUNCEMENT),
    "links without words": lambda: page("<a href='https://a.example/'></a>" * 100_000 + ANNOUNCEMENT),
    "references to letters": lambda: page("&#x41;&amp;amp;&NotEqualTilde;&#999999999999;" * 60_000),
    "a reference that does not end": lambda: page("&#" + "1" * 2_000_000),
    "comments, scripts, styles": lambda: page("<!-- <script> --><script><!--</script><style>*{}</style>" * 40_000),
    "declarations": lambda: page("<![CDATA[" * 100_000 + "<!DOCTYPE" * 100_000 + "<?xml" * 100_000),
    "cells": lambda: page("<table>" + "<tr><td>8 May<td>Ghent" * 60_000 + "</table>"),
    "cells that are wide": lambda: page("<table><tr><td colspan=999999999 rowspan=999999999>a</table>" * 1000),
    "line breaks": lambda: page("<br>" * 700_000),
    # text
    "digits": _times("1"),
    "digits and full stops": _times("1.1."),
    "digits and slashes": _times("12/"),
    "digits and colons": _times("12:"),
    "digits and blanks": _times("12 "),
    "digits and hyphens": _times("1-"),
    "hours": _times("3-4pm "),
    "days": _times("Mon, Tue, "),
    "months": _times("May "),
    "days and months": _times("8 May, "),
    "days of lists": _times("1., 2., 3. and "),
    "years": _times("2027 2028 "),
    "days of programmes": lambda: plain(_DAYS),
    "days in all languages": _times("8 mai 8. Mai 8 de mayo 5月8日 8 мая ٨ مايو 8 maja "),
    "Chinese numbers": _times("二十三年五月第八日上午十二点半"),
    "Arabic digits": _times("٠١٢٣٤٥٦٧٨٩"),
    "wide digits": _times("１２：３０"),
    "combining marks": _times("e\u0301\u0302\u0303"),
    "one letter with 100,000 marks": _times("\u0301"),
    "directions": _times("\u202e\u2066\u200f"),
    "joiners": _times("\u200d\U0001f469"),
    "zero width": _times("\u200b"),
    "blanks": _times(" "),
    "tabs": _times("\t"),
    "line ends": _times("\n"),
    "no-break spaces": _times("\u00a0"),
    "hyphens": _times("-"),
    "underscores": _times("_"),
    "stars": _times("*"),
    "full stops": _times("."),
    "commas": _times(","),
    "brackets": _times("(" * 999 + "["),
    "quotation marks": _times('"'),
    "apostrophes": _times("'"),
    "slashes": _times("/"),
    "colons": _times("a: "),
    "at signs": _times("@"),
    "addresses": _times("a@a."),
    "schemes": _times("http://"),
    "hosts": _times("www."),
    "hosts of letters": _times("a."),
    "queries": _times("https://a.example/?a=(b)&", 90_000),
    "links in brackets": _times("<https://a.example/>[https://b.example/](https://c.example/) "),
    "percent signs": _times("https://a.example/%25%", 50_000),
    "telephones": _times("+49 30 1234567 "),
    "capitals": _times("Aa Bb "),
    "one long word": _times("a"),
    "cities": _times("Paris, Ghent, San José de los Altos, "),
    "cities behind in": _times("in Ghent in Paris "),
    "streets": _times("12 High Street, "),
    "postcodes": _times("9000 Gent 75001 Paris SW1A 1AA "),
    "small words": _times("at the of in on to "),
    "cancelled": _times("cancelled moved postponed instead of not "),
    "deadlines": _times("until by register before "),
    "quoted lines": _times("> "),
    "quotes in quotes": _times(">" * 500 + " a\n"),
    "headers of quotes": _times("On Sat, 8 May 2027 at 15:00, Ann <ann@a.example> wrote:\n> a\n"),
    "headers of forwards": _times("-----Original Message-----\nFrom: a\nSent: b\nTo: c\nSubject: d\n\n"),
    "forwards that begin": _times("From: a\n"),
    "signatures": _times("-- \na\n"),
    "rows": _times("8 May | Ghent | 3 pm | Garden day\n"),
    "bars": _times("|"),
    "lines of one letter": _times("a\n"),
    "bullets": _times("• "),
    "labels": _times("When: Where: Date: Place: "),
    "labels on lines": _times("When:\nWhere:\n"),
    "a subject of days": lambda: plain(ANNOUNCEMENT, "8 May, " * 15_000),
    "a subject of links": lambda: plain(ANNOUNCEMENT, "https://a.example/ " * 6_000),
    "a subject of answers": lambda: plain(ANNOUNCEMENT, "Re: " * 30_000),
    "24 MB of days": lambda: plain((_DAYS * 130)[:WHOLE]),
    # calendars and linked data
    "100,000 events": lambda: calendar("\n".join([event("")] * 100_000)),
    "1,000 events": lambda: calendar("\n".join([event("LOCATION:Ghent")] * 1_000)),
    "calendars behind one another": lambda: calendar("END:VCALENDAR\nBEGIN:VCALENDAR\n" * 2_900),
    "events within events": lambda: calendar("BEGIN:VEVENT\n" * 2_900 + "END:VEVENT\n" * 2_900),
    "a rule without end": lambda: calendar(event("RRULE:FREQ=SECONDLY")),
    "a rule that never meets": lambda: calendar(event("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")),
    "a rule that never meets by the second": lambda: calendar(
        event("RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30;BYHOUR=1")
    ),
    "a rule of all parts": lambda: calendar(
        event(
            "RRULE:FREQ=SECONDLY;COUNT=999999999999999999;INTERVAL=1;BYSECOND="
            + ",".join(map(str, range(60)))
            + ";BYMINUTE=" + ",".join(map(str, range(60)))
            + ";BYYEARDAY=" + ",".join(map(str, range(1, 367)))
        )
    ),
    "a rule of interval 0": lambda: calendar(event("RRULE:FREQ=DAILY;INTERVAL=0;COUNT=9999999999")),
    "a thousand rules": lambda: calendar(event("RRULE:FREQ=DAILY;COUNT=9999\n" * 1_000)),
    "fifty events of a thousand rules": lambda: calendar(
        "\n".join([event("\n".join(["RRULE:FREQ=HOURLY;BYMONTH=1;BYDAY=MO"] * 100))] * 50)
    ),
    "days and days left out": lambda: calendar(
        event("RRULE:FREQ=DAILY\n" + "EXDATE:20270508T150000Z\n" * 2_000 + "RDATE:20270509T150000Z\n" * 2_000)
    ),
    "times of no calendar": lambda: calendar(
        event("DTEND:00000000T999999Z\nDURATION:P99999999999999999999D\nGEO:nan;inf\nRECURRENCE-ID:99991231")
    ),
    "a start in the year 9999": lambda: calendar(event("RRULE:FREQ=YEARLY").replace("20270508", "99991231")),
    "zones that are paths": lambda: calendar(
        event("").replace("DTSTART:", "DTSTART;TZID=../../../etc/passwd:").replace("00Z", "00")
        + event("").replace("DTSTART:", f"DTSTART;TZID={'a/' * 5_000}:").replace("00Z", "00")
    ),
    "a zone of thousands of changes": lambda: calendar(
        "BEGIN:VTIMEZONE\nTZID:x\n"
        + "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n"
        "RRULE:FREQ=DAILY\nEND:STANDARD\n" * 800
        + "END:VTIMEZONE\n" + event("").replace("DTSTART:", "DTSTART;TZID=x:").replace("00Z", "00")
    ),
    "a calendar of one line": lambda: calendar("SUMMARY:" + "\\,;\\n" * 50_000),
    "a calendar of folds": lambda: calendar(event("SUMMARY:a\n" + " \n" * 5_000)),
    "parameters in a calendar": lambda: calendar(event('ATTENDEE;CN="' + "a;b=c:" * 20_000 + '":mailto:a@b')),
    "a calendar never closed": lambda: calendar(event('SUMMARY;X="' + "a" * 200_000)),
    "linked data 100,000 deep": lambda: linked_data("[" * 100_000 + "]" * 100_000),
    "linked data in graphs": lambda: linked_data('{"@graph":[' * 900 + _JSON_EVENT + "]}" * 900),
    "100,000 events in linked data": lambda: linked_data(f"[{','.join([_JSON_EVENT] * 20_000)}]"),
    "a number of a million digits": lambda: linked_data(
        _JSON_EVENT.replace('"Garden day"', "1" * 1_000_000 + ", " + '"url": 1e999, "x": NaN')
    ),
    "linked data of odd types": lambda: linked_data(
        '{"@type":["Event",{}],"name":{"@value":{"@value":1}},"startDate":[[[]]],"location":[{"address":[[]]}],"url":{}}'
    ),
    "linked data many times": lambda: page(
        '<!-- schema.org -->' + f'<script type="application/ld+json">{_JSON_EVENT}</script>' * 20_000 + ANNOUNCEMENT
    ),
    "items nested": lambda: page(
        '<div itemscope itemtype="https://schema.org/Event"><b itemprop="name">' * 50_000 + ANNOUNCEMENT
    ),
    # nothing
    "nothing": lambda: b"",
    "a NUL": lambda: b"\0",
    "a colon": lambda: b":",
    "a header only": lambda: b"Subject",
    "a line end in each header": lambda: b"Subject\r\n:\r\n\r\n\r\n: a\r\nFrom\r\n",
}  # fmt: skip
