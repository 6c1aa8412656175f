"""Twice the mail is at most twice the work: calls are counted, so that no busy machine can say otherwise."""

from __future__ import annotations

import pytest

from intake.reading.message import read
from intake.reading.proposal import Context
from intake.reading.propose import propose
from tests.parts.campaigns import NOW
from tests.parts.growth import calls

HEAD = (
    b"Subject: The summer's walks\r\nFrom: ann@example.org\r\nDate: Tue, 06 Apr 2027 10:00:00 +0200\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
)
TEXTS = {
    "days and times": "12.05. 14:00 Bonn, 3 May 5pm https://a.example/x ",
    "rows of days": "- 12 May, 14:00\n- Friday 4 June 2027, 5 pm\n",
    "dated paragraphs": "We walk on 12 May at 5 pm in Bonn. Bring tea!\n\nOn 4 June 2027, 14:00, we meet in Leeds.\n\n",
    "a list of cities": "- Leeds\n- Bonn\n- Köln, Paris, York\n",
    "rows of cities": "Leeds, 12 May, 5 pm, Station Square\nBonn, 13 May, 6 pm, Markt\n",
    "paragraphs of cities": "Leeds: people meet at 5 pm on the square.\n\nBonn: people meet at 6 pm on the market.\n\n",
    "questions": "Do you come to Leeds on 12 May? What about Friday at 5 pm, where do we meet? ",
    "a sentence without end": "we come to Leeds on 12 May and then on Friday at 5 pm where we meet and ",
    "days kept for rain": "We walk on 12 May, in case of rain on 14 May at 5 pm, ",
    "numbers set off by blanks": "Leeds     12.5.     York     7     10.15     ",
    "cities and venues": "Leeds - City Museum\nBonn: Market Hall | York: Old Mill | Hull: Pier\n",
    "an hour that begins something": "On 12 May 2027 we meet. It starts at 5 pm. ",
    "rivers and guests": "Clean the Ashland River, with Ann Lee (Leeds) and by Bob Ray (city of Bonn, Armenia ",
    "what may be called off in words far apart": "Das Fest am 12. Mai fällt und fällt und wir sagen, aus den ",
    "names before hours": "Leeds - 5 pm, park\nTinkerby - 6 pm, park\nNurnburk - 7 pm, park\nBonn - 8 pm, park\n",
    "what is taken back": "We walk on 12 May.\nupdate should the walk be cancelled or called off and cancelled\n",
    "a word for calling off again and again": "cancelled ",
    "what others call off": "the council has cancelled the bus so we but ",
    "an hour told before": "It had been announced for 5 pm, the poster said 6 pm, ",
    "days over points that end with cities": "Friday 4 June\n- Loom talks, Leeds (UK)\n",
    "cities before hours behind houses": "Corn Hall, Leeds: 5 pm\nOld Barn, Bonn: 6 pm\n",
    "a meal that is off": "We walk in Leeds on 12 May and lunch is cancelled ",
    "what is postponed": "The walk of 12 May is postponed to 14 May at 5 pm in Leeds. ",
    "streets and postcodes": "12 Mill Road, 12345 Wolle Wolle-Wolle, ",
    "houses beside days and hours": "Hauptstr. 12, 15/11, 12 Mill Road, rue du 4 mai 7 - 18:00; 7. terem | kl 9\n",
    "rows of short days": "1. 15/11 | Leeds\n2. 16/11 | Bonn\n3. 22/11 | Wolle, alle 18 | 15 November\n",
    "fields above their days": "Where: Mill, Leeds\nWhen: 12 May, 5 pm\n\nWhere: Hall, Bonn\nWhen: 13 May, 6 pm\n\n",
    "underlined and bold days": "15. May\n-------\n- Leeds, 5 pm\n\n**16 May**\n- Bonn, 6 pm\n\n",
    "curfews": "curfew at 10 pm against the 9 pm curfew until 6 am ",
    "rows behind dotted hours": "* 18.30 - Leeds: Mill\n* 18.00 York, Market\n",
    "off here but not there": "The walk will not take place on Mill Square but on Corn Square, but on ",
    "stations": "Bahnhof Wolle-Wolle de Bahnhof ",
}
SLACK = 1.05
"""What is done once for each mail weighs a little differently from text to text."""


def mail(text: str, size: int) -> bytes:
    line = text.encode()
    return HEAD + line * (size // len(line))


def reading(raw: bytes) -> int:
    """How many functions reading a mail calls."""
    return calls(lambda: propose(read(raw), Context(now=NOW)))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_twice_the_mail_is_at_most_twice_the_work(text: str) -> None:
    reading(mail(text, 2_000))  # what is read once for all mails
    half, whole = reading(mail(text, 25_000)), reading(mail(text, 50_000))
    assert whole <= 2 * half * SLACK, f"{half:,} calls for 25 kB, {whole:,} for 50 kB"


def test_a_further_day_of_a_long_mail_costs_no_look_at_all_its_places() -> None:
    places = "People came from York, Hull and Bath last year, and more are on their way.\n\n" * 150
    days = "".join(f"The next walk in Leeds is on {day} May 2027 at 5 pm, as we said.\n\n" for day in range(1, 31))
    reading(mail(days, 2_000))  # what is read once for all mails
    apart = reading(HEAD + days.encode()) + reading(HEAD + places.encode())
    together = reading(HEAD + places.encode() + days.encode())
    assert together <= 1.5 * apart, f"{together:,} calls for days among many places, {apart:,} for both apart"
