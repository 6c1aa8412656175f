"""Guessing languages: from the letters and the commonest words, best first, in linear time."""

from __future__ import annotations

import pytest

from intake.reading.languages import tags
from intake.reading.languages.guess import guess

SAID = {
    "ar": "ندعوكم إلى تنظيف النهر يوم السبت في الساعة العاشرة صباحا",
    "ca": "Us convidem a la neteja del riu, dissabte a les deu del matí, amb esmorzar per a tothom",
    "cs": "Zveme vás na úklid řeky, který se koná v sobotu dopoledne, sejdeme se u mostu",
    "da": "Vi inviterer til oprydning ved åen på lørdag, og alle er velkommen, hvad enten du kan komme før eller efter",
    "de": "Wir laden euch zur Flussreinigung am Samstag ein und freuen uns auf alle, die mit uns kommen",
    "el": "Σας προσκαλούμε στον καθαρισμό του ποταμού το Σάββατο το πρωί",
    "en": "We would like to invite you to clean the river with us this Saturday, and there will be cake",
    "es": "Os invitamos a la limpieza del río el sábado por la mañana, con comida para todas las personas",
    "fa": "شما را به پاکسازی رودخانه در روز شنبه دعوت می‌کنیم و چای هم هست",
    "fi": "Tervetuloa siivoamaan jokea kanssamme lauantaina, ja mukana on myös kahvia",
    "fr": "Nous vous invitons à nettoyer la rivière samedi matin avec nous, il y aura un goûter pour tous",
    "he": "אתם מוזמנים לנקות את הנחל ביום שבת בבוקר",
    "hu": "Szeretettel várunk mindenkit a folyó takarítására szombaton, és lesz tea is",
    "it": "Vi invitiamo alla pulizia del fiume sabato mattina, ci sarà anche una merenda per tutti",
    "ja": "土曜日の朝に川の掃除をします。みなさん来てください",
    "ko": "토요일 아침에 강을 청소합니다. 모두 오세요",
    "nb": "Vi inviterer til rydding ved elva på lørdag, og alle er velkommen, enten dere kommer før eller etter",
    "nl": "Wij nodigen jullie uit om zaterdag samen met ons de rivier schoon te maken, er is ook koffie",
    "pl": "Zapraszamy na sprzątanie rzeki w sobotę rano, będzie także herbata dla wszystkich",
    "pt": "Convidamos vocês para a limpeza do rio no sábado de manhã, com lanche e música para todos",
    "ro": "Vă invităm la curățarea râului sâmbătă dimineață, va fi și ceai pentru toată lumea",
    "ru": "Приглашаем вас на уборку реки в субботу утром, будет чай для всех",
    "sk": "Pozývame vás na čistenie rieky, ktoré sa uskutoční v sobotu ráno, a bude aj čaj",
    "sv": "Vi bjuder in till städning av ån på lördag och alla är välkomna, det är också fika för dig som inte kan",
    "tr": "Cumartesi günü nehir temizliği için sizi bekliyoruz, çay da olacak",
    "uk": "Запрошуємо вас на прибирання річки в суботу вранці, буде чай для всіх",
    "zh": "我们邀请您周六上午一起清理河流，现场有茶点",
}


def test_there_is_a_sentence_for_every_language() -> None:
    assert set(SAID) == set(tags())


@pytest.mark.parametrize(("tag", "text"), SAID.items(), ids=SAID)
def test_the_language_of_a_sentence_is_the_best_guess(tag: str, text: str) -> None:
    assert guess(text)[0] == tag


@pytest.mark.parametrize(
    ("text", "tag"),
    [("18h à 20h", "fr"), ("om half vier 's middags", "nl"), ("Friday, 2 December", "en"), ("lørdag den 4. maj", "da")],
)
def test_a_few_words_are_enough(text: str, tag: str) -> None:
    assert tag in guess(text)[:2]


def test_both_languages_of_a_mixed_text_are_named() -> None:
    assert set(guess(SAID["de"] + "\n\n" + SAID["en"])[:2]) == {"de", "en"}


@pytest.mark.parametrize("text", ["", "12345", "https://garden.example/de/der/die/das mail@und.example", "\U0001f600"])
def test_nothing_is_guessed_from_nothing(text: str) -> None:
    assert guess(text) == ()


def test_initials_are_no_words_of_a_language() -> None:
    assert guess("Talks at the town hall: K. Example, S. Sample, Z. Example")[0] == "en"
    assert "cs" not in guess("Talks at the town hall: K. Example, S. Sample, Z. Example")


@pytest.mark.parametrize(
    ("text", "language"),
    [("11月15日，文化厅", "zh"), ("11月15日，圖書館，小區", "zh"), ("11月15日、市民会館、公園にて", "ja")],
)
def test_a_few_characters_tell_chinese_from_japanese(text: str, language: str) -> None:
    assert guess(text)[0] == language
