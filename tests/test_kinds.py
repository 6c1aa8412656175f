"""What kind a mail is: a machine's answer, a question, a cancellation, a change, a submission or something else."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.parts.letters import reading


@pytest.mark.parametrize(
    ("subject", "headers"),
    [
        ("Re: garden day", {"Auto_Submitted": "auto-replied"}),
        ("Out of office: garden day 18 April", {}),
        ("Réponse automatique : fête du 18 avril", {}),
        ("Undelivered mail returned to sender", {"sender": "MAILER-DAEMON@mx.example.org"}),
    ],
)
def test_a_machines_answer_is_automatic_and_gives_no_draft(subject: str, headers: dict[str, str]) -> None:
    read_as = reading(subject, "The garden day is on 18 April 2026 at 10 am in Leeds.", **headers)
    assert (read_as.kind, read_as.proposals) == ("automatic", ())


def test_a_mailing_lists_announcement_is_no_automatic_mail() -> None:
    read_as = reading(
        "Garden day",
        "Garden day on 18 April 2026 at 10 am in Leeds.",
        Precedence="list",
        List_Id="<garden.example.org>",
    )
    assert read_as.kind == "submission"


@pytest.mark.parametrize(
    "body",
    [
        "Is there anything in Vienna on Saturday 18 April?",
        "Könnte jemand am 18. April um 10 Uhr ein Interview in Wien geben?",
        "Est-ce que quelque chose est prévu à Lyon le 18 avril ?",
    ],
)
def test_a_question_that_names_a_day_gives_no_draft(body: str) -> None:
    read_as = reading("Hello", body)
    assert (read_as.kind, read_as.proposals) == ("question", ())


def test_a_request_to_list_an_event_is_no_question() -> None:
    assert reading("Hello", "Could you list our walk on 18 April 2026 at 10 am in Leeds?").kind == "submission"


@pytest.mark.parametrize(
    "body",
    [
        "Thank you for the market last Saturday in Leeds, it was great!",
        "Am Samstag, 28. März 2026, fand in Graz der Pflanzenmarkt statt.",
        "Deadline for abstracts: 1 June 2026.",
        "The council was founded on 3 May 1998.",
        "Soil stores water. Read more on our page.",
    ],
)
def test_reports_deadlines_and_stories_are_something_else(body: str) -> None:
    read_as = reading("News", body)
    assert (read_as.kind, read_as.proposals) == ("other", ())
    assert read_as.reason


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Saturday in pictures", "On Saturday we planted trees in Leeds, and by 3 pm the square was full."),
        ("Merci !", "Merci aux 90 voisins venus dimanche à Lyon, de 9h à midi."),
        ("Com'è andata domenica", "Domenica a Rimini, dalle 9.30 alle 12, abbiamo raccolto 45 sacchi."),
        ("Jak bylo v sobotu", "V sobotu nás přišlo 60 na nábřeží v Olomouci, začali jsme v 9:00."),
        ("Kiitos lauantaista", "Lauantaina Tampereella siivosi 75 talkoolaista klo 10."),
        ("日曜日の清掃のご報告", "日曜日に京都で清掃を行いました。10時に始まり、12時に終わりました。"),
        ("Acta de la asamblea", "Turnos en Sevilla: sábado 11, Luis; sábado 18, Ana. Empieza a las 19:05."),
        ("Minutes of the committee", "Work on the roof in Leeds could begin on Monday 4 May at 8 am."),
        ("Call for papers", "The workshop on trees will be held in Vienna, Austria, on 12 September 2026 at 9 am."),
        ("Oferta de empleo en Sevilla", "Incorporación el 1 de julio de 2026 en Sevilla, de 9:00 a 15:00."),
        ("Booking confirmation", "Room 2, Town Hall, Leeds, Thursday 16 April 2026, 18:30 - 21:00."),
        ("Straßensperrung", "Die Brückenstraße in Bamberg ist vom 15. April 2026, 7 Uhr, an zu."),
        ("Faturanız", "Teslimat: 16 Nisan 2026 Perşembe, 09:00-12:00, Ankara."),
        ("Grande partecipazione sabato", "Sabato a Padova eravamo oltre duemila, il corteo è partito alle 14.30."),
        ("Sale ends Friday", "All seeds at half price in Leeds. The sale ends on Friday 10 April 2026."),
    ],
)
def test_what_the_subject_heads_as_report_call_or_offer_announces_nothing(subject: str, body: str) -> None:
    read_as = reading(subject, body)
    assert (read_as.kind, read_as.proposals) == ("other", ())


def test_minutes_may_announce_the_next_meeting() -> None:
    body = "The roof was discussed.\n\nThe next meeting takes place on Monday 4 May 2026 at 7 pm in Leeds."
    assert [p.when().date for p in reading("Minutes of the committee", body).proposals] == [dt.date(2026, 5, 4)]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Photos from the valley: opening", "We open on Friday 8 May at 6 pm in the Old Mill, Leeds."),
        ("Report launch", "The report comes out on Thursday 7 May. Hear the authors at 7 pm, Town Hall, Sheffield."),
        ("Danke! Und weiter geht es am 8. Mai", "Das nächste Mal: Freitag, 8. Mai, um 10 Uhr am Ilmufer in Weimar."),
        ("Merci de publier : balade du 8 mai", "Vendredi 8 mai, 9h30, départ de la gare de Vannes."),
        ("Non à la fermeture de la maternité", "Rendez-vous vendredi 8 mai à 14h devant la mairie de Guingamp."),
        ("Job fair for young people", "Come to the job fair on Friday 8 May, 11 am, at the Guildhall in Norwich."),
    ],
)
def test_a_subject_of_thanks_reports_or_jobs_may_head_a_full_day_to_come(subject: str, body: str) -> None:
    assert reading(subject, body).kind == "submission"


def test_a_word_for_a_report_within_an_events_name_makes_no_report() -> None:
    assert reading("Many merry minutes, the next edition", "Come on Saturday at 5 pm to Leeds!").kind == "submission"


def test_what_began_hours_before_the_mail_was_sent_is_a_report() -> None:
    body = "Rund 300 Leute standen heute um 8 Uhr auf dem Marktplatz in Kassel. Die Kundgebung war um 9 Uhr vorbei."
    assert reading("Kundgebung in Kassel", body).proposals == ()


def test_what_begins_later_on_the_day_of_sending_is_announced_by_the_clock_of_its_place() -> None:
    (proposal,) = reading("Walk tonight", "We walk today at 8 am from City Hall, Los Angeles, California.").proposals
    assert proposal.when().date == dt.date(2026, 4, 7)


@pytest.mark.parametrize("subject", ["Re: which weekend for the fair?", "which weekend?", "[club] Re: the fair"])
def test_a_talk_about_the_day_announces_none(subject: str) -> None:
    body = "I can't do Saturday 18 April, we are in Cardiff. After 2pm on Sunday? What about the week after?"
    assert reading(subject, body).proposals == ()


def test_a_subject_that_asks_may_announce_a_day_with_its_hour() -> None:
    assert (
        reading("Who mends the bench?", "Come on Saturday 18 April at 10 am to Leeds. Any tools?").kind == "submission"
    )


def test_a_day_called_a_deadline_once_makes_no_event_of_its_own_where_it_is_told_again() -> None:
    body = (
        "Die Kräutertage sind eine neue Messe für alle, die gärtnern.\nSie finden zum ersten Mal\n"
        "am 12. September 2026 in Leipzig statt.  Alle sind\nherzlich eingeladen.\n\nGerade haben wir den Aufruf "
        "geschickt - Deadline\nist der 30. Juni 2026.\n\nSchickt uns eure Ideen. Die Deadline ist der 30. Juni 2026."
    )
    read_as = reading("Herb Days", body)
    assert [proposal.chosen["when"].value.date for proposal in read_as.proposals] == [dt.date(2026, 9, 12)]


def test_a_list_of_deadlines_gives_no_draft() -> None:
    body = (
        "These days hold for all talks and workshops:\n\n- 20 April 2026 - submission of abstracts\n"
        "- 4 May 2026 - deadline for posters\n- 1 June 2026 - what you send is printed"
    )
    assert reading("Herb Days: important dates", body).proposals == ()


def test_the_day_of_the_event_in_a_list_of_deadlines_gives_a_draft() -> None:
    body = (
        "- 20 April 2026 - submission of abstracts\n- 4 May 2026 - deadline for posters\n"
        "- 12 September 2026 - meeting in Leeds"
    )
    days = [proposal.chosen["when"].value.date for proposal in reading("Herb Days: dates", body).proposals]
    assert days == [dt.date(2026, 9, 12)]


@pytest.mark.parametrize(
    "body",
    [
        "Esta sexta-feira houve centenas de pessoas na marcha, em Lisboa. Obrigado a todos os que vieram!",
        "Сьогодні, у вівторок, 7 квітня, в Одесі провели толоку.",
        "Сегодня, во вторник, 7 апреля, в Омске провели субботник.",
        "Hoy, martes 7 de abril, hubo una marcha en Sevilla.",
    ],
)
def test_what_is_told_as_past_on_its_day_gives_no_draft(body: str) -> None:
    assert reading("Noticias", body).proposals == ()


def test_a_weekday_in_a_name_without_hour_and_place_is_no_event() -> None:
    body = "Below the shop are meetings, a reading circle and the Philosophy Friday."
    assert reading("A shop for books", body).proposals == ()


def test_a_weekday_beside_today_is_not_the_new_day_a_week_later() -> None:
    body = (
        "Sorry, the walk today is cancelled, since the ford is under water until Tuesday evening. The "
        "meeting goes on at the usual place.\n\n* Date: Tuesday, 14 April 2026, 4pm - 6pm, Leeds\n"
    )
    read_as = reading("Week 12: meeting cancelled", body)
    told = [(proposal.about, proposal.chosen["when"].value.date) for proposal in read_as.proposals]
    assert told == [("cancel", dt.date(2026, 4, 7)), ("new", dt.date(2026, 4, 14))]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Our shop", "Visit our shop in York, Coney Street 5, Monday to Saturday 9 am to 6 pm."),
        ("Opening hours", "From 14 April our shop in York is open Monday to Friday from 9 am to 6 pm."),
        ("Laden", "Unser Laden in Kassel: Montag bis Freitag 9 bis 18 Uhr."),
        ("Magasin", "Notre magasin à Rennes : du lundi au samedi de 9h à 18h."),
    ],
)
def test_hours_of_a_range_of_weekdays_are_those_of_a_shop(subject: str, body: str) -> None:
    assert reading(subject, body).proposals == ()


def test_hours_of_work_are_no_hour_of_the_day() -> None:
    read_as = reading("Walk on 18 April", "We walk on 18 April in Leeds. It takes about 5 hours, so bring lunch.")
    assert [proposal.when().start for proposal in read_as.proposals] == [None]


def test_a_japanese_mail_that_says_that_nothing_is_held_announces_nothing() -> None:
    body = "5月3日の植樹祭は困難であると考え、予定していた公園での開催を行わないこととしました。"
    assert all(proposal.about == "cancel" for proposal in reading("植樹祭についてのお知らせ", body).proposals)


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (
            "[Bees] Meeting notes 2026-04-05",
            "Meeting began: 8 pm\n- Window cleaner coming on Tuesday, April 14, 2026.\n",
        ),
        ("Kein Zugang zur Halle am 18. April", "Am 18. April 2026 ist in Kassel die Straße am Fluss gesperrt."),
        ("Reservation confirmed: cabin, 18 April", "Arrival Sat, 18 April 2026, 3 pm, Hull. Departure 20 April."),
    ],
)
def test_minutes_closures_and_bookings_announce_nothing(subject: str, body: str) -> None:
    assert reading(subject, body).proposals == ()


def test_a_sentence_that_says_people_are_awaited_on_a_day_announces_it() -> None:
    read_as = reading("Moss in the yard", "We have moss to scrape off. Come along on Saturday, 18 April.")
    assert [one.when().date for one in read_as.proposals] == [dt.date(2026, 4, 18)]


def test_a_phrase_that_only_contains_a_word_for_a_meeting_is_none() -> None:
    read_as = reading("Note", "The labour party leader spoke of 18 April in the press.")
    assert read_as.proposals == ()


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Passeio", "O nosso passeio é na sexta-feira, 17 de abril, às 10h."),
        ("Výlet", "Náš výlet je v pátek 17. dubna v 10 hodin."),
        ("Escursione", "La nostra escursione è venerdì 17 aprile alle 10."),
        ("Екскурсія", "Наша екскурсія у п'ятницю 17 квітня о 10:00."),
        ("Wandeling", "Onze rondleiding is op vrijdag 17 april om 10 uur."),
    ],
)
def test_an_outing_is_an_event_in_many_languages(subject: str, body: str) -> None:
    assert [one.when().date for one in reading(subject, body).proposals] == [dt.date(2026, 4, 17)]


def test_a_day_beside_a_label_for_the_place_is_announced() -> None:
    read_as = reading(
        "Moss", "On 18 April 2026 we open our doors to all who like moss.\n\nPlace: Old Mill\nBring a bag."
    )
    assert [one.when().date for one in read_as.proposals] == [dt.date(2026, 4, 18)]


def test_an_hour_beside_a_page_of_events_is_announced() -> None:
    read_as = reading(
        "Moss and friends",
        "At 7 pm on 24.4. we scrape the old wall once more. So that the chairs suffice, please tell us: "
        "https://www.eventbrite.de/e/moss-tickets-16304417\n",
    )
    assert [one.when().start for one in read_as.proposals] == [dt.time(19)]


def test_what_begins_or_opens_its_doors_at_an_hour_is_announced() -> None:
    for body in (
        "Wer kennt es nicht: Moos überall. Damit das geordnet abläuft, rufen wir zum großen Schaben auf: kommenden "
        "Freitag (17.4.), Einlass und erste Runde 19:00 Uhr, Ende offen. Geschabt wird zu fünft.",
        "Das Moos ist wieder da. Am Freitag, den 17. April sind wir wieder draußen, und alle machen mit.\n\n"
        "Wir sammeln uns vor der Mühle, los gehts um halb zwei. Danach schaben wir.",
    ):
        assert [one.when().date for one in reading("Moos überall", body).proposals] == [dt.date(2026, 4, 17)]


def test_a_bare_weekday_that_is_todays_counts_less_than_a_day_in_full() -> None:
    read_as = reading(
        "Moos überall",
        "Das Moos ist wieder da. Am Freitag, den 17. April sind wir wieder draußen, und alle machen mit.\n\n"
        "Wir sammeln uns vor der Mühle, los gehts um halb zwei. Danach schaben wir.\n\n"
        "Am Dienstag drauf fängt anderswo die Mooskonferenz an.",
    )
    assert read_as.proposals[0].when().date == dt.date(2026, 4, 17)


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("A record plant sale!", "With 310 pots sold the plant sale in Leeds closed on Wednesday at noon."),
        ("Basar", "Mit 310 Kuchen ging der Basar in Köln am Mittwoch um 18 Uhr zu Ende."),
        ("Vente de plantes", "La vente de plantes à Lyon s'est terminée mercredi à 18 h avec 310 pots."),
        ("Targi roślin", "Targi roślin w Lublinie zakończyły się w środę. Sprzedaliśmy 310 doniczek."),
    ],
)
def test_what_closed_on_a_weekday_announces_nothing(subject: str, body: str) -> None:
    assert reading(subject, body).proposals == ()


def test_the_freezes_of_a_release_announce_nothing() -> None:
    body = "Where we are, from the sprint in Leeds. The final code freeze is scheduled for 30 April."
    assert reading("1.4 schedule", body).proposals == ()


@pytest.mark.parametrize(
    "body",
    [
        "Der Moosverein lädt ein zum Ersten Tag der Flechte. Wir begehen ihn am Freitag, das ist heuer der 17. April "
        "2026, in unseren Räumen in Bamberg.",
        "The Moss Club invites you to its first Day of the Lichen, on 17 April 2026 in Hull.",
        "Le club vous convie à son premier Jour du lichen, le 17 avril 2026 à Nantes.",
        "Il club vi invita al suo primo Giorno del lichene, il 17 aprile 2026 a Parma.",
        "Klub zaprasza na swój pierwszy Dzień Porostu, 17 kwietnia 2026 w Toruniu.",
        "Vai ser em Rio Grande, no sábado 18 de abril de 2026, lá na Mata. Garanta sua vaga: "
        "https://www.sympla.com.br/evento/liquens/2817740",
    ],
)
def test_an_invitation_with_a_day_and_a_city_is_announced_whatever_it_is_called(body: str) -> None:
    assert [
        one.when().date in (dt.date(2026, 4, 17), dt.date(2026, 4, 18)) for one in reading("Moos", body).proposals
    ] == [True]


@pytest.mark.parametrize(
    "body",
    [
        "Lichterkette am Freitag, 17.4., ab 17 Uhr am Fluss.",
        "Friedensgebet am Freitag, 17.4., 17 Uhr an der alten Linde.",
        "Hack night on Friday 17 April, 5 pm, by the river.",
        "Casserolade vendredi 17 avril à 17h au bord de la rivière.",
        "Acampada el viernes 17 de abril a las 17:00 junto al río.",
        "Volantinaggio venerdì 17 aprile, ore 17, lungo il fiume.",
        "Mensenketting op vrijdag 17 april om 17 uur langs de rivier.",
        "Zapalenie zniczy w piątek 17 kwietnia o 17:00 nad rzeką.",
        "Fakkeltog fredag 17. april kl. 17 ved elven.",
        "Lidský řetěz v pátek 17. dubna v 17 hodin u řeky.",
        "Élőlánc április 17-én, pénteken 17 órakor a folyónál.",
        "Толока у п'ятницю, 17 квітня, о 17:00 біля річки.",
        "4月17日(金) 17時 座り込み、川のそばで。",
    ],
)
def test_what_people_call_their_meetings_is_an_event_in_many_languages(body: str) -> None:
    (event,) = reading("Moos", body).proposals
    assert (event.when().date, event.when().start) == (dt.date(2026, 4, 17), dt.time(17))


@pytest.mark.parametrize(
    "body",
    [
        "Friday 17 April, Ann Lee will talk about moss at the mill.",
        "Vendredi 17 avril, Anne Lis viendra nous parler de la mousse au moulin.",
        "El viernes 17 de abril Ana Lis nos hablará del musgo en el molino.",
        "W piątek 17 kwietnia Anna Lis opowie o mchu w młynie.",
    ],
)
def test_where_somebody_comes_to_talk_is_an_event(body: str) -> None:
    assert [one.when().date for one in reading("Moss", body).proposals] == [dt.date(2026, 4, 17)]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Felhívás: tüntetés Pécsen", "Tüntetés Pécsen, a téren, 2026. május 9-én, szombaton 15 órakor."),
        ("Výzva k demonstraci v Písku", "Zveme na demonstraci v sobotu 9. května 2026 v 15 hodin v Písku."),
        ("Výzva na protest v Nitre", "Pozývame na protest v sobotu 9. mája 2026 o 15.00 na námestí v Nitre."),
        ("Apel la protest în Brașov", "Vă chemăm la protest sâmbătă, 9 mai 2026, ora 15, în Brașov."),
        ("Bildiri: 9 Mayıs'ta Bolu'dayız", "9 Mayıs 2026 Cumartesi saat 15.00'te Bolu'da mitingdeyiz."),
        ("Nabór trwa: spotkanie w Opolu", "Zapraszamy na spotkanie w sobotę 9 maja 2026 o godz. 15.00 w Opolu."),
        ("Stopp der Annahme von Schuhen", "Das Reparaturtreffen findet am 9. Mai 2026 um 15 Uhr in Fulda statt."),
        ("Notification : fête de quartier", "La fête de quartier a lieu samedi 9 mai 2026 à 15h à Nevers."),
        ("Propuestas para la asamblea", "La asamblea es el sábado 9 de mayo de 2026 a las 15 h en Soria."),
        ("Aceitação de donativos e festa", "A festa é sábado, 9 de maio de 2026, às 15h, em Braga."),
        ("Acceptance, not tolerance", "We march on Saturday 9 May 2026 at 3 pm from City Square, Leeds."),
    ],
)
def test_a_word_that_also_stands_in_calls_for_papers_does_not_hide_a_meeting(subject: str, body: str) -> None:
    (proposal,) = reading(subject, body).proposals
    when = proposal.when()
    assert (when.date, when.start) == (dt.date(2026, 5, 9), dt.time(15))


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Call for Widget Days 2026 workshop proposals", "Workshops are held in Leeds on 12 September 2026."),
        ("CFP: Widget Days", "Widget Days, Leeds, 12 September 2026 at 9 am. Send us your talk."),
        ("Submissions and acceptance", "The final version is due; Widget Days are in Leeds on 12 September 2026."),
    ],
)
def test_a_call_for_papers_with_other_words_between_announces_nothing(subject: str, body: str) -> None:
    assert reading(subject, body).kind == "other"
