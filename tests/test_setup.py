"""`intake init` writes a configuration that loads, keeps the example's comments, and knows common providers."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.cli import cli
from intake.config import load, objection
from intake.setup import example, provider_of, server_in, url_of, written, zone_named
from tests.parts.dovecot import PASSWORD, dovecot
from tests.parts.smtp import smtp_server

PACKAGE = Path(__file__).resolve().parent.parent / "intake"


def test_init_writes_a_configuration_that_check_accepts(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    (tmp_path / "inbox").mkdir()
    told = CliRunner().invoke(
        cli, ["--config", str(config), "init", "--yes", "--title", "River Days", "--contact", "events@river.example"]
    )
    assert told.exit_code == 0, told.output
    assert f"intake --config {config} check" in told.output
    data = tomllib.loads(config.read_text(encoding="utf-8"))
    assert data["campaign"]["title"] == "River Days"
    assert data["outgoing"]["from"] == "events@river.example"
    checked = CliRunner().invoke(cli, ["--config", str(config), "check"])
    assert checked.exit_code == 0, checked.output


def test_init_takes_a_campaign_without_english_and_writes_to_its_maintainer_so(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    told = CliRunner().invoke(cli, ["--config", str(config), "init", "--yes", "--languages", "de, fr"])
    assert told.exit_code == 0, told.output
    campaign = load(config)
    assert campaign.site.languages == ("de", "fr")
    assert campaign.maintainers[0].languages == ("de", "fr")


def test_init_leaves_an_existing_configuration_alone(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("mine", encoding="utf-8")
    told = CliRunner().invoke(cli, ["--config", str(config), "init", "--yes"])
    assert told.exit_code == 1
    assert "exists already" in told.output
    assert config.read_text(encoding="utf-8") == "mine"


def answered(tmp_path: Path, *answers: str) -> tuple[str, Path]:
    config = tmp_path / "config.toml"
    first = ["River Days", "events@river.example", "en", "UTC"]
    told = CliRunner().invoke(cli, ["--config", str(config), "init"], input="\n".join([*first, *answers]) + "\n")
    assert told.exit_code == 0, told.output
    return told.output, config


def test_init_keeps_a_typed_password_in_a_file_only_its_owner_may_read(tmp_path: Path) -> None:
    unreachable = "imap://me@127.0.0.1:1/INBOX"
    told, config = answered(tmp_path, unreachable, "s3cret", "n", "none", "folder:site", "robin@river.example")
    assert "s3cret" not in told + config.read_text(encoding="utf-8")
    secret = tmp_path / "mailbox.password"
    assert secret.read_text(encoding="utf-8").strip() == "s3cret"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert "It does not work yet" in told


def test_init_asks_again_until_the_mailbox_and_the_mail_server_answer(tmp_path: Path) -> None:
    with dovecot() as mail, smtp_server(login=True) as post:
        inbox = f"imap://me@127.0.0.1:{mail.plain}/INBOX"
        told, config = answered(
            tmp_path, inbox, "wrong", "y", inbox, PASSWORD, "smtp://me@127.0.0.1:1", "y",
            f"smtp://me@127.0.0.1:{post.port}", "folder:site", "robin@river.example",
        )  # fmt: skip
        assert told.count("It does not work yet") == 2
        assert "login refused for 'me'" in told
        assert "0 messages waiting" in told
        assert "logged in as me" in told
        assert CliRunner().invoke(cli, ["--config", str(config), "check"]).exit_code == 0


def test_init_for_a_provider_with_oauth_leads_to_login(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    answers = ["River Days", "river@outlook.com", "en", "UTC", "", "y", "my-client", "s3cret", "", "folder:site", ""]
    told = CliRunner().invoke(cli, ["--config", str(config), "init"], input="\n".join(answers) + "\n")
    assert told.exit_code == 0, told.output
    assert told.output.index(f"intake --config {config} login") < told.output.index(f"intake --config {config} check")
    campaign = load(config)
    assert campaign.mailbox is not None
    assert campaign.outgoing is not None
    assert campaign.mailbox.oauth is not None
    assert campaign.mailbox.oauth == campaign.outgoing.oauth
    assert campaign.mailbox.oauth.client_id == "my-client"
    assert stat.S_IMODE((tmp_path / "client.secret").stat().st_mode) == 0o600
    assert "s3cret" not in told.output + config.read_text(encoding="utf-8")


def test_a_wrong_answer_to_init_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    told = CliRunner().invoke(cli, ["--config", str(config), "init", "--yes", "--timezone", "Mars/Base"])
    assert told.exit_code == 1
    assert 'config.toml: campaign.timezone: no such time zone "Mars/Base"' in told.output
    assert list(tmp_path.iterdir()) == []


def test_init_asks_again_at_once_for_an_answer_that_cannot_be(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    answers = [
        "", "events", "events@river.example", "en, german", "en de", "Mars", "berlin", "folder:inbox", "none",
        "ftp://x", "folder:site", "robin", "robin@river.example",
    ]  # fmt: skip
    told = CliRunner().invoke(cli, ["--config", str(config), "init"], input="\n".join(answers) + "\n")
    assert told.exit_code == 0, told.output
    for words in (
        '"events" is no mail address',
        'no such language "german" (have: ar,',
        'no such time zone "Mars"',
        '"ftp://x" starts with no known kind',
        '"robin" is no mail address',
    ):
        assert words in told.output
    data = tomllib.loads(config.read_text(encoding="utf-8"))
    assert data["campaign"]["languages"] == ["en", "de"]
    assert data["campaign"]["timezone"] == "Europe/Berlin"
    assert data["outgoing"]["url"] == "folder:outbox"


def test_init_takes_a_servers_name_and_asks_for_the_user_when_the_address_is_none(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    answers = [
        "River Days", "events@river.example", "en", "UTC", "0.0.0.0:1", "s3cret", "y", "", "robin", "", "n", "none",
        "folder:site", "robin@river.example",
    ]  # fmt: skip
    told = CliRunner().invoke(cli, ["--config", str(config), "init"], input="\n".join(answers) + "\n")
    assert told.exit_code == 0, told.output
    assert "[imap.river.example]" in told.output
    assert "[events@river.example]: robin" in told.output
    data = tomllib.loads(config.read_text(encoding="utf-8"))
    assert data["mailbox"]["url"] == "imaps://robin@0.0.0.0:1/INBOX"
    assert f"put the password into {tmp_path / 'mailbox.password'}" in " ".join(told.output.split())
    assert stat.S_IMODE((tmp_path / "mailbox.password").stat().st_mode) == 0o600


def test_init_asks_who_the_user_of_a_server_on_this_machine_is_and_speaks_to_it_unencrypted(tmp_path: Path) -> None:
    with dovecot() as mail, smtp_server() as post:
        told, config = answered(
            tmp_path, f"127.0.0.1:{mail.plain}", "", PASSWORD, f"smtp://127.0.0.1:{post.port}", "folder:site", ""
        )
    assert "User name there [events]" in told
    assert told.count("Password of") == 1
    assert "unencrypted on this machine, no login" in told
    data = tomllib.loads(config.read_text(encoding="utf-8"))
    assert data["mailbox"]["url"] == f"imap://events@127.0.0.1:{mail.plain}/INBOX"
    assert "password_file" not in data["outgoing"]


def test_init_takes_none_for_the_user_of_a_mail_server_that_knows_no_login(tmp_path: Path) -> None:
    with smtp_server() as post:
        told, config = answered(tmp_path, "folder:inbox", f"127.0.0.1:{post.port}", "none", "folder:site", "")
    assert 'User name there, or "none" [events]' in told
    assert "Password of" not in told
    data = tomllib.loads(config.read_text(encoding="utf-8"))
    assert data["outgoing"]["url"] == f"smtp://127.0.0.1:{post.port}"


@pytest.mark.parametrize(
    ("answer", "zone"),
    [("Hamburg", "Europe/Berlin"), ("münchen", "Europe/Berlin"), ("new york", "America/New_York"), ("Mars", "Mars")],
)
def test_a_time_zone_may_be_called_by_any_large_city(answer: str, zone: str) -> None:
    assert zone_named(answer) == zone


def test_a_slip_in_a_zone_is_pointed_out_and_nothing_far_from_it_is_proposed() -> None:
    assert 'did you mean "Europe/Berlin"?' in (objection("campaign.timezone", "Europe/Berln") or "")
    assert "did you mean" not in (objection("campaign.timezone", "Europe/Hambrug") or "")


def test_init_says_once_that_a_password_is_missing_which_both_servers_share(tmp_path: Path) -> None:
    told, _ = answered(tmp_path, "0.0.0.0:1", "", "0.0.0.0:2", "folder:site", "")
    assert " ".join(told.split()).count(f"put the password into {tmp_path / 'mailbox.password'}") == 1


def test_init_tries_the_place_of_the_page(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "index.html").write_text("mine", encoding="utf-8")
    told, config = answered(tmp_path, "folder:inbox", "none", "folder:mine", "y", "folder:site", "robin@river.example")
    assert "It does not work yet" in told
    assert f"It works. {tmp_path}/site" in told
    assert load(config).publish[0].url == f"folder:{tmp_path}/site"


@pytest.mark.parametrize(
    ("answer", "url"),
    [
        ("mail.example", "imaps://me%40mail.example@mail.example/INBOX"),
        ("mail.example:993", "imaps://me%40mail.example@mail.example/INBOX"),
        ("mail.example:143", "imap+starttls://me%40mail.example@mail.example:143/INBOX"),
        ("imaps://x@mail.example/Events", "imaps://x@mail.example/Events"),
        ("localhost", "imap://me%40mail.example@localhost/INBOX"),
        ("localhost:143", "imap://me%40mail.example@localhost/INBOX"),
        ("127.0.0.1:1143", "imap://me%40mail.example@127.0.0.1:1143/INBOX"),
        ("localhost:993", "imaps://me%40mail.example@localhost/INBOX"),
        ("folder:inbox", "folder:inbox"),
    ],
)
def test_a_server_is_named_as_mail_programs_name_it(answer: str, url: str) -> None:
    assert url_of(answer, "me@mail.example", "imap") == url


def test_a_mail_server_on_this_machine_takes_mail_without_a_login() -> None:
    assert url_of("localhost", "me@mail.example", "smtp") == url_of("localhost:25", "me", "smtp") == "smtp://localhost"
    assert url_of("localhost:587", "me", "smtp") == "smtp://me@localhost:587"
    assert url_of("localhost:465", "me", "smtp") == "smtps://me@localhost"


def test_every_provider_is_shown_as_a_server_that_means_its_urls() -> None:
    for table in tomllib.loads((PACKAGE / "providers.toml").read_text(encoding="utf-8"))["provider"]:
        address = f"river@{table['domains'][0]}"
        provider = provider_of(address)
        assert url_of(server_in(provider.imap, "imap"), address, "imap") == provider.imap
        assert url_of(server_in(provider.smtp, "smtp"), address, "smtp") == provider.smtp
        assert (objection("mailbox.url", provider.imap), objection("outgoing.url", provider.smtp)) == ("", "")


@pytest.mark.parametrize(
    ("address", "imap"),
    [
        ("a.b@gmail.com", "imaps://a.b%40gmail.com@imap.gmail.com/INBOX"),
        ("x@posteo.de", "imaps://x%40posteo.de@posteo.de/INBOX"),
        ("river@hotmail.fr", "imaps://river%40hotmail.fr@outlook.office365.com/INBOX"),
        ("river@gmx.com", "imaps://river%40gmx.com@imap.gmx.com/INBOX"),
        ("events@river.example", "imaps://events%40river.example@imap.river.example/INBOX"),
    ],
)
def test_a_providers_servers_are_filled_in_from_the_address(address: str, imap: str) -> None:
    assert provider_of(address).imap == imap


def test_who_lets_no_mail_program_in_is_said_to_before_a_server_is_asked_for() -> None:
    assert "no IMAP" in provider_of("river@tutanota.com").note
    assert "Bridge" in provider_of("river@proton.me").note


def test_a_filled_in_example_keeps_its_comments() -> None:
    text = written(example(), {"campaign.title": 'Rivers & "Days"', "campaign.countries": ["FR"]})
    data = tomllib.loads(text)
    assert data["campaign"]["title"] == 'Rivers & "Days"'
    assert data["campaign"]["countries"] == ["FR"]
    assert text.count("#") == example().count("#") - 1


def test_a_filled_in_example_keeps_its_comments_below_one_another() -> None:
    text = written(example(), {"campaign.title": "Day", "campaign.contact": "a@river.example", "campaign.starts": None})
    lines = text.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("title = "))
    assert len({line.index("#") for line in lines[first : first + 5]}) == 1, lines[first : first + 5]


def test_an_answer_to_an_option_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError, match=r"campaign\.titel"):
        written(example(), {"campaign.titel": "x"})
