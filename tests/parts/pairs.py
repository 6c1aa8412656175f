"""Makes pairs of events: two mails about one event, and two events that are easily taken for one."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from babel.dates import format_date

from intake.deciding.draft import Details

# city, other names of it, country, (latitude, longitude), time zone, language
CITIES = [
    ("Köln", ("Cologne", "Keulen"), "DE", (50.93333, 6.95), "Europe/Berlin", "de"),
    ("Lyon", ("Lione",), "FR", (45.74906, 4.84789), "Europe/Paris", "fr"),
    ("Valencia", ("Valence",), "ES", (39.46975, -0.37739), "Europe/Madrid", "es"),
    ("Torino", ("Turin", "Turim"), "IT", (45.07049, 7.68682), "Europe/Rome", "it"),
    ("Porto", ("Oporto",), "PT", (41.14961, -8.61099), "Europe/Lisbon", "pt"),
    ("Gent", ("Ghent", "Gand"), "BE", (51.05, 3.71667), "Europe/Brussels", "nl"),
    ("Bristol", (), "GB", (51.45523, -2.59665), "Europe/London", "en"),
    ("Kraków", ("Krakow", "Krakau"), "PL", (50.06143, 19.93658), "Europe/Warsaw", "pl"),
]
# What an event is about: the titles people give it, by language, and a name for its page.
KINDS = {
    "river-clean-up": {
        "en": ["River clean-up", "Spring cleaning of the river bank", "Cleaning the river together"],
        "de": ["Flussputzaktion", "Frühjahrsputz am Fluss", "Wir säubern das Ufer"],
        "fr": ["Nettoyage de la rivière", "Grand nettoyage des berges", "Nettoyons la rivière"],
        "es": ["Limpieza del río", "Gran limpieza de la ribera", "Limpiamos el río juntos"],
        "it": ["Pulizia del fiume", "Puliamo insieme il fiume", "Giornata di pulizia delle rive"],
        "pt": ["Limpeza do rio", "Vamos limpar o rio", "Dia de limpeza das margens"],
        "nl": ["Opruimactie langs de rivier", "Samen de oever schoonmaken", "Rivier schoonmaken"],
        "pl": ["Sprzątanie rzeki", "Wspólne sprzątanie brzegu rzeki", "Wiosenne sprzątanie nad rzeką"],
    },
    "seed-swap": {
        "en": ["Seed swap", "Swap your seeds", "Seed swap and garden talk"],
        "de": ["Saatgutbörse", "Saatguttausch", "Saatgut tauschen im Garten"],
        "fr": ["Bourse aux graines", "Échange de graines", "Troc de graines et de plants"],
        "es": ["Intercambio de semillas", "Feria de semillas", "Trueque de semillas"],
        "it": ["Scambio di semi", "Scambiamo i semi", "Festa dello scambio dei semi"],
        "pt": ["Troca de sementes", "Feira de sementes", "Vamos trocar sementes"],
        "nl": ["Zaadjesruil", "Zaden ruilen", "Ruilbeurs voor zaden"],
        "pl": ["Wymiana nasion", "Targ nasion", "Wymieniamy się nasionami"],
    },
    "bicycle-day": {
        "en": ["Bicycle day", "Bike ride for everyone", "Bicycle parade"],
        "de": ["Fahrradtag", "Radtour für alle", "Fahrradparade"],
        "fr": ["Fête du vélo", "Balade à vélo pour tous", "Parade à vélo"],
        "es": ["Día de la bicicleta", "Paseo en bicicleta", "Marcha en bicicleta"],
        "it": ["Giornata della bicicletta", "Pedalata per tutti", "In bicicletta insieme"],
        "pt": ["Dia da bicicleta", "Passeio de bicicleta", "Pedalada para todos"],
        "nl": ["Fietsdag", "Fietstocht voor iedereen", "Fietsparade"],
        "pl": ["Dzień roweru", "Rowerowa przejażdżka", "Parada rowerowa"],
    },
    "repair-cafe": {
        "en": ["Repair café", "Repair instead of throwing away", "Repair workshop"],
        "de": ["Repair-Café", "Reparieren statt wegwerfen", "Reparaturwerkstatt"],
        "fr": ["Repair café", "Réparer au lieu de jeter", "Atelier de réparation"],
        "es": ["Café de reparación", "Reparar en vez de tirar", "Taller de reparación"],
        "it": ["Caffè delle riparazioni", "Riparare invece di buttare", "Laboratorio di riparazione"],
        "pt": ["Café de reparação", "Reparar em vez de deitar fora", "Oficina de reparação"],
        "nl": ["Repair café", "Repareren in plaats van weggooien", "Reparatiewerkplaats"],
        "pl": ["Kawiarenka naprawcza", "Naprawiaj zamiast wyrzucać", "Warsztat naprawczy"],
    },
    "tree-planting": {
        "en": ["Tree planting", "A hundred trees for our town", "Planting trees with the school"],
        "de": ["Baumpflanzung", "Hundert Bäume für unsere Stadt", "Bäume pflanzen mit der Schule"],
        "fr": ["Plantation d'arbres", "Cent arbres pour notre ville", "Plantons des arbres avec l'école"],
        "es": ["Plantación de árboles", "Cien árboles para la ciudad", "Plantamos árboles con la escuela"],
        "it": ["Piantiamo alberi", "Cento alberi per la città", "Alberi nuovi con la scuola"],
        "pt": ["Plantação de árvores", "Cem árvores para a cidade", "Plantar árvores com a escola"],
        "nl": ["Bomen planten", "Honderd bomen voor de stad", "Boomplantdag met de school"],
        "pl": ["Sadzenie drzew", "Sto drzew dla miasta", "Sadzimy drzewa ze szkołą"],
    },
}
VENUES = [
    "Stadtgarten",
    "Old Mill",
    "Maison du Peuple",
    "Parque Central",
    "Kulturhof",
    "Town Hall",
    "Casa Verde",
    "Quai 12",
]
GROUPS = ["Green Days", "Friends of the River", "Garden Collective", "Bicycle Club", "Repair Network", "Tree Circle"]


@dataclass(frozen=True)
class Pair:
    """Two sides of a comparison: their details, and who sent them. `what` says how the pair was made."""

    one: Details
    other: Details
    senders: tuple[str, str]
    what: str


def _base(rng: random.Random) -> tuple[Details, str]:
    city, _, country, point, zone, language = rng.choice(CITIES)
    kind = rng.choice(sorted(KINDS))
    day = dt.date(2027, 4, 1) + dt.timedelta(days=rng.randrange(90))
    group = rng.choice(GROUPS)
    start = dt.time(rng.choice([9, 10, 11, 13, 14, 15, 16, 17, 18, 19]), rng.choice([0, 0, 0, 30]))
    host = group.casefold().replace(" ", "-") + ".example"
    details = Details(
        date=day,
        start=start,
        end=dt.time(min(start.hour + 2, 23), start.minute) if rng.random() < 0.4 else None,
        timezone=zone,
        title=rng.choice(KINDS[kind][language]),
        city=city,
        country=country,
        coordinates=point,
        venue=rng.choice(VENUES) if rng.random() < 0.6 else None,
        link=f"https://www.{host}/{kind}-{day.year}-{rng.randrange(1000, 9999)}",
        organizer=group if rng.random() < 0.5 else None,
        language=language,
    )
    return details, kind


def _other_title(rng: random.Random, details: Details, kind: str) -> Details:
    language = details.language or "en"
    titles = [title for title in KINDS[kind][language] if title != details.title]
    return replace(details, title=rng.choice(titles))


def _other_language(rng: random.Random, details: Details, kind: str) -> Details:
    language = rng.choice([tag for tag in KINDS[kind] if tag != details.language])
    names = next(names for name, names, *_ in CITIES if name == details.city)
    city = rng.choice([details.city, *names])
    return replace(details, language=language, title=rng.choice(KINDS[kind][language]), city=city)


def _other_link(rng: random.Random, details: Details, kind: str) -> Details:
    post = f"https://social.example/@group/{rng.randrange(10**11, 10**12)}"
    return replace(details, link=post, links=(details.link,) if details.link and rng.random() < 0.3 else ())


def _dressed_link(rng: random.Random, details: Details, kind: str) -> Details:
    link = (details.link or "").replace("https://www.", rng.choice(["https://", "http://", "https://m."]))
    return replace(details, link=link + rng.choice(["/", "?utm_source=letter", "#more", "?lang=en"]))


def _without(rng: random.Random, details: Details, kind: str) -> Details:
    gone = rng.choice(["venue", "organizer", "end", "title"])
    return replace(details, **{gone: None})  # type: ignore[arg-type]


def _without_time(rng: random.Random, details: Details, kind: str) -> Details:
    return replace(details, start=None, end=None)


CHANGES: list[Callable[[random.Random, Details, str], Details]] = [
    _other_title,
    _other_language,
    _other_link,
    _dressed_link,
    _without,
    _without_time,
]


def duplicates(rng: random.Random, count: int) -> list[Pair]:
    """Pairs of mails about one event: a forward, a newsletter, another title, language or link."""
    pairs = []
    for number in range(count):
        one, kind = _base(rng)
        other, done = one, []
        for change in rng.sample(CHANGES, rng.choice([1, 1, 2, 2])):
            other = change(rng, other, kind)
            done.append(change.__name__.strip("_"))
        senders = (f"a{number}@one.example", rng.choice([f"a{number}@one.example", f"b{number}@two.example"]))
        sides = (one, other) if rng.random() < 0.5 else (other, one)
        pairs.append(Pair(*sides, senders, " + ".join(done)))
    return pairs


def different(rng: random.Random, count: int) -> list[Pair]:
    """Pairs of different events: in one city on one day, in two cities, on two days, of one group."""
    pairs = []
    for number in range(count):
        one, kind = _base(rng)
        other, other_kind = _base(rng)
        while other_kind == kind:
            other, other_kind = _base(rng)
        what = ["same city and day", "same city and day", "same event in another city", "same event on another day"][
            number % 4
        ]
        if what == "same city and day":
            language = one.language or "en"
            other = replace(
                other,
                date=one.date,
                city=one.city,
                country=one.country,
                coordinates=one.coordinates,
                timezone=one.timezone,
                language=language,
                title=rng.choice(KINDS[other_kind][language]),
            )
            if rng.random() < 0.3:
                other = replace(other, organizer=one.organizer)
        elif what == "same event in another city":
            other = replace(
                other, date=one.date, start=one.start, title=one.title, language=one.language, organizer=one.organizer
            )
            if other.city == one.city:
                name, _, country, point, *_ = next(city for city in CITIES if city[0] != one.city)
                other = replace(other, city=name, country=country, coordinates=point)
            if rng.random() < 0.5:
                other = replace(other, link=one.link)
        else:
            assert one.date is not None
            other = replace(one, date=one.date + dt.timedelta(days=rng.choice([1, 7, 14, 28])))
        sender = f"a{number}@one.example"
        pairs.append(Pair(one, other, (sender, rng.choice([sender, f"b{number}@two.example"])), what))
    return pairs


_WORDS = {  # how a mail invites, and what stands before the hour and before the city
    "en": ("Hello,\n\nwe invite you to", "at", "in"),
    "de": ("Hallo,\n\nwir laden ein:", "um", "in"),
    "fr": ("Bonjour,\n\nnous vous invitons :", "à", "à"),
    "es": ("Hola:\n\nos invitamos a", "a las", "en"),
    "it": ("Ciao,\n\nvi invitiamo:", "alle", "a"),
    "pt": ("Olá,\n\nconvidamos para", "às", "em"),
    "nl": ("Hallo,\n\nwij nodigen jullie uit:", "om", "in"),
    "pl": ("Dzień dobry,\n\nzapraszamy:", "o godz.", "w"),
}


def mail_of(details: Details, sender: str, name: str) -> bytes:
    """A mail that announces this event in its language; `name` is the left half of its Message-ID."""
    language = details.language or "en"
    greeting, at, within = _WORDS[language]
    when = format_date(details.date, "full", locale=language)
    when += f" {at} {details.start:%H:%M}" if details.start else ""
    when += f"-{details.end:%H:%M}" if details.end else ""
    told = (greeting, "", details.title, f"{when} {within} {details.city}", details.venue, details.link, *details.links)
    text = "\n".join(line for line in told if line is not None)
    return (
        f"From: Alex Doe <{sender}>\nTo: events@river.example\nSubject: {details.title or details.city}\n"
        f"Message-ID: <{name}@mail.example>\nDate: Mon, 1 Mar 2027 10:00:00 +0000\nMIME-Version: 1.0\n"
        f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n"
    ).encode()
