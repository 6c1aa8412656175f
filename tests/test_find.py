"""`intake find`: what one field's finder takes from a text, as JSON lines and in words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from intake.commands.find import command

REFERENCE = "2024-04-30T10:00:00+02:00"


def run(*arguments: str, lines: list[Any] | str) -> Result:
    given = lines if isinstance(lines, str) else "".join(json.dumps(line) + "\n" for line in lines)
    return CliRunner().invoke(command, arguments, input=given)


def asked(text: str, **more: Any) -> dict[str, Any]:
    return {"id": "a", "text": text, "languages": None, "reference": REFERENCE, "countries": None, **more}


def found(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)["found"]


def test_a_day_and_time_are_found_with_their_offsets_and_stated_parts() -> None:
    text = "Wir treffen uns am Samstag, 4. Mai um 18.30 Uhr."
    [when] = found(run("when", "--jsonl", lines=[asked(text, languages=["de"])]))
    assert text[when.pop("start") : when.pop("end")] == when["words"]
    assert when == {
        "words": "Samstag, 4. Mai um 18.30 Uhr",
        "date": "2024-05-04",
        "start_time": "18:30",
        "end_date": None,
        "end_time": None,
        "certain": ["day", "month", "start", "weekday"],
    }


def test_the_country_settles_the_order_of_numbers() -> None:
    american = run("when", "--jsonl", lines=[asked("04/05/2024", languages=["en"], countries=["US"])])
    assert found(american)[0]["date"] == "2024-04-05"


def test_a_reference_without_a_zone_is_taken_as_utc() -> None:
    result = run("when", "--jsonl", lines=[asked("tomorrow", languages=["en"], reference="2024-04-30T23:30:00")])
    assert found(result)[0]["date"] == "2024-05-01"


def test_a_link_is_found_with_its_kind() -> None:
    text = "Programme: https://garden.example/events/2024/spring-day?utm_source=mail"
    [link] = found(run("link", "--jsonl", lines=[asked(text)]))
    assert link["url"] == "https://garden.example/events/2024/spring-day"
    assert set(link) == {"url", "words", "kind"}


def test_a_place_is_found_with_its_country_and_offsets() -> None:
    text = "We meet in Toulouse, France."
    [place] = found(run("where", "--jsonl", lines=[asked(text)]))
    assert text[place["start"] : place["end"]] == place["words"]
    assert (place["city"], place["country"], place["timezone"]) == ("Toulouse", "FR", "Europe/Paris")
    assert {"region", "latitude", "longitude", "certain", "others"} <= set(place)


@pytest.mark.parametrize("tags", [["de-CH"], ["de_AT", "tlh"], ["DE"]])
def test_a_regional_tag_is_led_back_to_its_language(tags: list[str]) -> None:
    [when] = found(run("when", "--jsonl", lines=[asked("um halb acht", languages=tags)]))
    assert when["start_time"] == "07:30"


def test_every_line_is_answered_in_its_order() -> None:
    result = run("when", "--jsonl", lines=[{**asked("4 May"), "id": 1}, {**asked("no day"), "id": {"x": 2}}])
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [1, {"x": 2}]
    assert [len(answer["found"]) for answer in answers] == [1, 0]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[1]", 'write an object with "id" and "text"'),
        (json.dumps({"id": 1, "text": 3}), 'write an object with "id" and "text"'),
        (json.dumps(asked("x", reference="soon")), "reference is 'soon'"),
        (json.dumps(asked("x", languages=["tlh"])), "no language 'tlh' (have: ar, ca,"),
        (json.dumps(asked("x", countries="FR")), "countries is 'FR'"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_the_rest_is_answered(line: str, reason: str) -> None:
    result = run("when", "--jsonl", lines=line + "\n" + json.dumps(asked("4 May", languages=["en"])) + "\n")
    assert result.exit_code == 1
    assert "line 1: " in result.stderr
    assert reason in result.stderr
    assert len(result.stdout.splitlines()) == 1


def test_plain_text_is_explained_by_the_rule_that_read_it() -> None:
    result = run("when", lines="Samstag, 4. Mai um 18:30 Uhr")
    assert result.exit_code == 0
    assert "'Samstag, 4. Mai um 18:30 Uhr'" in result.stdout
    assert "rule '3 May, 18:30'" in result.stdout
    assert "not certain: year" in result.stdout
