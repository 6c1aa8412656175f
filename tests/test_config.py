"""config.toml: the example loads and names every option, and each mistake gets a message that helps."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.config import ConfigError, load, options, parse
from render.targets import schemes, serving

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "config.example.toml"


def minimal(**changes: Any) -> dict[str, Any]:
    campaign = {"title": "River Days", "contact": "events@river-days.example"}
    return {"campaign": {**campaign, **changes.pop("campaign", {})}, **changes}


def oauth(**changes: Any) -> dict[str, Any]:
    return minimal(mailbox={"url": "imaps://me@imap.example/INBOX", "oauth": "google", **changes})


def complaint(data: dict[str, Any], folder: Path = ROOT) -> str:
    with pytest.raises(ConfigError) as caught:
        parse(data, folder)
    return str(caught.value)


def test_the_example_loads(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "statement.md").write_text("# We care for rivers", encoding="utf-8")
    campaign = load(tmp_path / "config.toml")
    assert campaign.site.title == "River Days"
    assert campaign.site.statement == "# We care for rivers"
    assert campaign.mailbox is not None
    assert campaign.mailbox.url == f"folder:{tmp_path}/inbox"
    assert campaign.store_url == f"sqlite:///{tmp_path}/intake.sqlite"
    assert campaign.site.host == "river-days.example"


@pytest.mark.parametrize("option", [name for name, _ in options()])
def test_the_example_names_every_option(option: str) -> None:
    table, _, key = option.partition(".")
    text = EXAMPLE.read_text(encoding="utf-8")
    section = re.search(rf"^\[+{table}\]+.*?(?=^\[+(?!{table}\.)\w+\]+|\Z)", text, re.MULTILINE | re.DOTALL)
    assert section is not None
    assert re.search(rf"^(# )?({key} = |\[{table}\.{key}[.\]])", section[0], re.MULTILINE), (
        f"{option} is not in the example"
    )


@pytest.mark.parametrize("option", [name for name, _ in options()])
def test_every_option_says_what_it_means(option: str) -> None:
    assert dict(options())[option]


def test_the_example_with_every_line_switched_on_is_still_toml() -> None:
    lines = []
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        lines.append(line.removeprefix("# ") if re.match(r"# (\w+ = |\[)", line) else line)
    assert tomllib.loads("\n".join(lines))["campaign"]["countries"] == ["FR", "BE"]


def test_the_example_has_every_option_of_every_target() -> None:
    table = EXAMPLE.read_text(encoding="utf-8").partition("[[publish]]")[2]
    for scheme in schemes():
        target = serving(f"{scheme}:")
        assert target is not None
        for option in target.OPTIONS:
            assert re.search(rf"^# {option} = ", table, re.MULTILINE), f"{scheme}: {option}"


def test_a_file_that_a_target_names_is_meant_from_the_folder_of_the_configuration() -> None:
    options = {"url": "sftp://me@host/site", "key_file": "key", "known_hosts": "/known", "password_file": "~/secret"}
    (target,) = parse(minimal(publish=[options]), ROOT).publish
    assert target.options["key_file"] == str(ROOT / "key")
    assert target.options["known_hosts"] == "/known"
    assert target.options["password_file"] == str(Path.home() / "secret")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"campaign": {"contact": "a@b.example"}}, "config.toml: campaign.title is missing: the campaign's name"),
        (minimal(campaign={"contact": "nobody"}), 'campaign.contact: "nobody" is no mail address'),
        (minimal(campaign={"languages": ["gr"]}), 'campaign.languages: no such language "gr" (have: ar,'),
        (minimal(campaign={"timezone": "Europe/Pari"}), 'did you mean "Europe/Paris"?'),
        (minimal(campaign={"titel": "x"}), "campaign.titel: no such option (have: accent,"),
        (minimal(campaign={"titel": "x"}), 'did you mean "title"?'),
        (minimal(mailbox={"url": "imap://mail.example/INBOX"}), 'write "imaps://mail.example"'),
        (minimal(mailbox={"url": "pop3://mail.example"}), "(have: imaps, imap+starttls, imap, maildir, folder, mbox)"),
        (minimal(mailbox={"url": "folder:in", "poll": "often"}), "mailbox.poll: input should be a valid integer"),
        (minimal(mailbox={"url": "folder:in", "poll": 0}), "mailbox.poll: input should be greater than or equal to 5"),
        (minimal(outgoing={"url": "folder:out"}), "outgoing.from is missing: the address our mails come from"),
        (minimal(maintainer=[{"name": "Robin"}]), "maintainer number 1.email is missing"),
        (minimal(publish={"url": "folder:x"}), "publish: there may be several of these tables: write [[publish]]"),
        (minimal(publish=[{"url": "ftp://x"}]), 'publish number 1.url: "ftp://x" starts with no known kind (have: '),
        (minimal(publish=[{"url": "folder:"}]), 'publish number 1.url: "folder:" names no place; write one such as'),
        (
            minimal(publish=[{"url": "git+ssh://git@host/x.git", "brnach": "pages"}]),
            "publish number 1.brnach: no such option (have: author, branch, folder, password_env, password_file, url) "
            'for git+ssh:; did you mean "branch"?',
        ),
        (minimal(campaign={"statement": "nowhere.md"}), 'campaign.statement: "nowhere.md" cannot be read'),
        (minimal(review={"listen": "8080"}), 'write one such as "127.0.0.1:8080"'),
        (minimal(campaign={"accent": "red"}), 'campaign.accent: "red" is no colour'),
        (minimal(campaign={"countries": ["Germany"]}), 'write two capital letters, such as "DE"'),
        (
            minimal(mailbox={"url": "folder:in", "password_env": "A", "password_file": "b"}),
            "mailbox.password_file: give either this or password_env, not both",
        ),
        (oauth(), "mailbox.client_id is missing"),
        (oauth(client_id="x", oauth="gogle"), 'mailbox.oauth: no such provider "gogle" (have: google, microsoft'),
        (oauth(client_id="x", oauth="none.toml"), 'mailbox.oauth: "none.toml" cannot be read'),
        (oauth(client_id="x", password_env="A"), "mailbox.oauth: give either this or a password, not both"),
        (oauth(client_id="x", url="folder:in"), "mailbox.url: oauth needs a user at a server"),
        (
            oauth(client_id="x", client_secret_env="A", client_secret_file="b"),
            "mailbox.client_secret_file: give either this or client_secret_env, not both",
        ),
        (
            minimal(mailbox={"url": "folder:in", "client_id": "x"}),
            'mailbox.oauth is missing: write oauth = "google"',
        ),
    ],
)
def test_a_wrong_option_is_named_with_its_place_and_the_choices(data: dict[str, Any], message: str) -> None:
    assert message in complaint(data)


def test_every_wrong_option_is_named_at_once() -> None:
    assert len(complaint({"campaign": {"titel": "x"}}).splitlines()) == 3


def test_a_campaign_that_ends_before_it_starts_is_refused() -> None:
    data = tomllib.loads('[campaign]\ntitle="x"\ncontact="a@b.example"\nstarts=2027-04-02\nends=2027-04-01')
    assert "campaign.ends: 2027-04-01 is before campaign.starts, 2027-04-02" in complaint(data)


@pytest.mark.parametrize("url", ["imaps://me:s3cret@mail.example/INBOX", "ftp://me:s3cret@mail.example"])
def test_a_password_in_an_address_is_refused_and_never_repeated(url: str) -> None:
    assert "s3cret" not in complaint(minimal(mailbox={"url": url}))


def test_outgoing_mail_signs_in_with_the_client_of_the_mailbox() -> None:
    data = oauth(client_id="x", client_secret_file="client.secret")
    data["outgoing"] = {"url": "smtps://me@smtp.example", "from": "me@mail.example", "oauth": "google"}
    campaign = parse(data, ROOT)
    assert campaign.mailbox is not None
    assert campaign.outgoing is not None
    assert campaign.outgoing.oauth == campaign.mailbox.oauth
    assert campaign.mailbox.oauth is not None
    assert campaign.mailbox.oauth.tokens == ROOT / "oauth-tokens.json"
    assert campaign.mailbox.oauth.secret_file == ROOT / "client.secret"


def test_a_file_that_is_not_there_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="intake init"):
        load(tmp_path / "config.toml")


def test_a_file_that_is_not_toml_is_named_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[campaign\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"config\.toml: this is not TOML: .*line 1"):
        load(tmp_path / "config.toml")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
tables = st.sampled_from(["campaign", "mailbox", "outgoing", "store", "review", "maintainer", "publish", "else"])
keys = st.sampled_from(sorted({name.partition(".")[2] for name, _ in options()})) | st.text(max_size=5)


@given(st.dictionaries(tables, anything | st.dictionaries(keys, anything) | st.lists(st.dictionaries(keys, anything))))
def test_no_configuration_whatever_ends_in_anything_but_a_campaign_or_a_message(data: dict[str, Any]) -> None:
    message = "config.toml: "
    try:
        parse(data, Path("/nonexistent"))
    except ConfigError as error:
        message = str(error)
    assert message.startswith("config.toml: ")


def test_a_language_of_the_page_may_name_its_region() -> None:
    assert parse(minimal(campaign={"languages": ["pt-BR", "en"]}), ROOT).site.languages == ("pt-BR", "en")
    assert 'no such language "gr"' in complaint(minimal(campaign={"languages": ["gr-GR"]}))
