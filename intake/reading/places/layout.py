"""The layout of the place index: what the builder writes and the reader maps. Standard library only.

Two files. `names.bin` is a marisa trie of folded names; a name's number in it is the row of `places.bin`'s postings.
`places.bin` is: the 8 bytes of MAGIC, the length of the head as a little-endian 32-bit number, the head (JSON in UTF-8:
the small tables, and where each section stands), padding, and the sections, each a packed array of native
little-endian numbers that starts at a multiple of 8.
"""

from __future__ import annotations

MAGIC = b"PLACES\x00\x04"
NAMES_FILE = "names.bin"
PLACES_FILE = "places.bin"

# Section -> memoryview format of its numbers.
SECTIONS = {
    "offsets": "I",  # names + 1: where the postings of name i start
    "postings": "I",  # KIND | MAIN | row
    "latitude": "i",  # degrees * 100,000
    "longitude": "i",
    "population": "I",
    "fame": "B",  # how many other names it has, at most 255
    "region": "H",  # row of head["regions"], which names the country too
    "timezone": "H",  # row of head["timezones"]
    "name": "I",  # offset into "text"
    "text": "B",  # UTF-8 names, each ended by a zero byte
}

CITY, REGION, COUNTRY = 0, 1, 2
KIND_SHIFT = 29
MAIN = 1 << 28  # the name is the place's own, not one of its other names
ROW = MAIN - 1
