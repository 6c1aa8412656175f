"""A list as a campaign has it that is everywhere: invented events in real cities, titles in nine languages."""

from __future__ import annotations

import datetime as dt
import random
from functools import cache

from intake.reading.places.index import Entry, index
from render.event import Event
from tests.parts.sites import TODAY, event

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "el", "ar", "ja")
"""The page's languages on such a site."""

_KINDS = {
    "en": ("clean-up", "guided walk", "seed swap", "open workshop", "street picnic", "bicycle ride"),
    "de": ("Putzaktion", "Spaziergang", "Saatguttausch", "Offene Werkstatt", "Straßenpicknick", "Fahrradtour"),
    "fr": ("Grand nettoyage", "Promenade guidée", "Échange de graines", "Atelier ouvert", "Pique-nique", "Balade"),
    "es": ("Limpieza", "Paseo guiado", "Intercambio de semillas", "Taller abierto", "Merienda", "Paseo en bici"),
    "pt": ("Mutirão de limpeza", "Caminhada", "Troca de sementes", "Oficina aberta", "Piquenique", "Pedalada"),
    "it": ("Pulizia", "Passeggiata", "Scambio di semi", "Laboratorio aperto", "Merenda in strada", "Biciclettata"),
    "el": ("Καθαρισμός", "Περίπατος", "Ανταλλαγή σπόρων", "Ανοιχτό εργαστήριο", "Πικνίκ", "Ποδηλατοβόλτα"),
    "ar": ("تنظيف", "نزهة", "تبادل البذور", "ورشة مفتوحة", "نزهة في الشارع", "جولة بالدراجات"),
    "ja": ("清掃活動", "散歩の会", "種の交換会", "公開工房", "路上ピクニック", "自転車の集い"),
}
_SUBJECTS = {
    "en": ("by the river", "in the old harbour", "for beginners", "with music", "under the bridge", "for families"),
    "de": ("am Fluss", "im alten Hafen", "für Anfänger", "mit Musik", "unter der Brücke", "für Familien"),
    "fr": ("au bord de l’eau", "au vieux port", "pour débutants", "en musique", "sous le pont", "en famille"),
    "es": ("junto al río", "en el puerto viejo", "para principiantes", "con música", "bajo el puente", "en familia"),
    "pt": ("à beira do rio", "no porto velho", "para iniciantes", "com música", "sob a ponte", "em família"),
    "it": ("lungo il fiume", "al porto vecchio", "per principianti", "con musica", "sotto il ponte", "in famiglia"),
    "el": ("στο ποτάμι", "στο παλιό λιμάνι", "για αρχάριους", "με μουσική", "κάτω από τη γέφυρα", "για οικογένειες"),
    "ar": ("على ضفة النهر", "في الميناء القديم", "للمبتدئين", "مع الموسيقى", "تحت الجسر", "للعائلات"),
    "ja": ("川辺で", "旧港で", "初心者向け", "音楽とともに", "橋の下で", "家族で"),
}
_SPOKEN = {
    **dict.fromkeys(("DE", "AT"), "de"),
    **dict.fromkeys(("FR", "CI", "SN", "CD", "CM"), "fr"),
    **dict.fromkeys(("ES", "MX", "CO", "AR", "PE", "CL", "VE", "EC", "GT", "BO", "DO", "CU"), "es"),
    **dict.fromkeys(("BR", "PT", "AO", "MZ"), "pt"),
    **dict.fromkeys(("EG", "IQ", "SA", "MA", "DZ", "SD", "SY", "JO", "YE", "LB", "AE"), "ar"),
    "IT": "it",
    "GR": "el",
    "JP": "ja",
}
_VENUES = ("Main square", "City library", "Town hall", "River park, north gate", "Central station", "Community centre")
_STREETS = ("Station Road", "Mill Lane", "Garden Street", "Harbour Row", "School Way", "Church Hill", "Park Avenue")
_GROUPS = ("Friends of the River", "Garden Circle", "Pedal Club", "Repair Table", "Open Streets", "Green Neighbours")


@cache
def cities(number: int) -> list[Entry]:
    """That many cities, the most populous ones, from the place index."""
    here = index()
    largest = sorted(range(len(here)), key=here.population, reverse=True)
    return [here.entry(row) for row in largest[:number]]


def worldwide(number: int, *, places: int = 500, seed: int = 1, span: int = 60) -> list[Event]:
    """As many events, in that many cities; from `TODAY` on, all of them still to come."""
    dice = random.Random(seed)
    found = []
    for count in range(number):
        city = cities(places)[count % places] if number >= places else dice.choice(cities(places))
        language = _SPOKEN.get(city.country, "en")
        group = dice.choice(_GROUPS)
        start = dt.time(dice.randrange(8, 22), dice.choice((0, 0, 0, 15, 30, 30))) if dice.random() < 0.93 else None
        venue = dice.choice(_VENUES)
        if dice.random() < 0.4:
            venue = f"{venue}, {dice.choice(_STREETS)} {dice.randrange(1, 200)}"
        folded = "".join(char for char in city.name.lower() if char.isascii() and char.isalpha())
        host = dice.choice((f"{folded}.gardens.example", f"{group.split()[0].lower()}{count % 40}.example"))
        date = TODAY + dt.timedelta(days=int(span * dice.random() ** 2))
        found.append(
            event(
                id=f"{dice.randrange(16**10):010x}",
                date=date,
                start=start,
                end=dt.time((start.hour + 2) % 24, start.minute) if start and dice.random() < 0.4 else None,
                timezone=city.timezone,
                title=f"{dice.choice(_KINDS[language])} {dice.choice(_SUBJECTS[language])}",
                city=city.name,
                region=city.region,
                country=city.country,
                coordinates=(city.latitude, city.longitude),
                venue=venue if dice.random() < 0.8 else None,
                link=f"https://{host}/{dice.choice(('events', 'agenda', '2027/04'))}/{dice.randrange(10**6)}",
                organizer=f"{group} {city.name}" if dice.random() < 0.5 else None,
                status="cancelled" if dice.random() < 0.03 else "scheduled",
                updated=dt.datetime(2027, 3, dice.randrange(1, 31), dice.randrange(24), tzinfo=dt.UTC),
                language=language,
            )
        )
    return found
