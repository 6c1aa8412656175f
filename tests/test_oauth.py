"""OAuth 2: signing in by code, browser and pasting, tokens kept and refreshed, IMAP and SMTP logins with them."""

from __future__ import annotations

import json
import os
import stat
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from intake.campaign import Mailbox, Outgoing, SignIn
from intake.cli import cli
from intake.mail.mailbox import MailProblem, Refused, Unreachable, open_mailbox
from intake.mail.oauth.bearer import Bearer, registration_of
from intake.mail.oauth.flows import NotSignedIn, browser, device, pasted
from intake.mail.oauth.provider import NoProvider, names, provider
from intake.mail.oauth.tokens import TokenFile, Tokens
from intake.mail.outbox import NotYet, open_outbox
from tests.parts.authorization import CLIENT, SECRET, Authorization, authorization_server
from tests.parts.dovecot import Dovecot, dovecot, free_port
from tests.parts.smtp import smtp_server


@pytest.fixture
def authorization() -> Iterator[Authorization]:
    with authorization_server() as running:
        yield running


@pytest.fixture
def sign_in(authorization: Authorization, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SignIn:
    monkeypatch.setenv("INTAKE_TEST_CLIENT_SECRET", SECRET)
    described = authorization.describe(tmp_path / "provider.toml")
    return SignIn(str(described), CLIENT, tmp_path / "oauth-tokens.json", secret_env="INTAKE_TEST_CLIENT_SECRET")


@pytest.fixture
def bearer(sign_in: SignIn) -> Bearer:
    return Bearer(sign_in, "events", "mailbox")


def tokens_of(authorization: Authorization, ends: float | None = None) -> Tokens:
    issued = authorization.issue()
    return Tokens(issued["access_token"], issued["refresh_token"], ends)


def letter() -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "events@river.example", "robin@river.example", "<1@river.example>"
    mail.set_content("Hello")
    return mail


class Person:
    """Who reads what is said, and keeps it."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def __call__(self, words: str) -> None:
        self.told.append(words)

    @property
    def address(self) -> str:
        return self.told[0].partition("\n")[2]


def goes_there(address: str) -> threading.Thread:
    """A browser that is sent to the provider and back."""
    visit = threading.Thread(target=lambda: httpx.get(address, follow_redirects=True), daemon=True)
    visit.start()
    return visit


# Signing in


def test_a_code_entered_elsewhere_gives_tokens(authorization: Authorization, sign_in: SignIn) -> None:
    authorization.pending = 2
    person, waited = Person(), list[float]()
    tokens = device(registration_of(sign_in, "mailbox"), "events", person, waited.append)
    assert person.told == [
        f"Open {authorization.address}enter on any device, sign in as events and enter the code ABCD-EFGH"
    ]
    assert waited == [1.0, 1.0]
    assert authorization.good("events", tokens.access)
    assert tokens.refresh in authorization.refreshes


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("access_denied", "it was refused there"),
        ("expired_token", "run `intake login` again"),
        ("invalid_client", "client_id or client_secret"),
        ("something_new", "the server said something_new"),
    ],
)
def test_a_sign_in_that_is_denied_says_why(
    error: str, words: str, authorization: Authorization, sign_in: SignIn
) -> None:
    authorization.denies = error
    with pytest.raises(NotSignedIn, match=words):
        device(registration_of(sign_in, "mailbox"), "events", Person(), lambda _: None)


def test_slow_down_makes_the_waiting_longer(authorization: Authorization, sign_in: SignIn) -> None:
    authorization.denies = "slow_down"
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 2:
            authorization.denies = ""

    device(registration_of(sign_in, "mailbox"), "events", Person(), wait)
    assert waited == [6.0, 11.0]


def test_a_browser_on_this_machine_gives_tokens(authorization: Authorization, sign_in: SignIn) -> None:
    tokens = browser(registration_of(sign_in, "mailbox"), "events", Person(), goes_there)
    assert authorization.good("events", tokens.access)


def test_a_provider_that_wants_this_machine_called_localhost_gets_it(
    authorization: Authorization, sign_in: SignIn
) -> None:
    described = Path(sign_in.provider)
    described.write_text('redirect = "http://localhost"\n' + described.read_text())
    person = Person()
    assert browser(registration_of(sign_in, "mailbox"), "events", person, goes_there).access
    assert "http%3A%2F%2Flocalhost%3A" in person.address


def test_a_stranger_who_calls_the_port_first_is_not_taken_for_the_browser(sign_in: SignIn) -> None:
    answers: list[int] = []

    def show(address: str) -> None:
        def visits() -> None:
            back = httpx.URL(address).params["redirect_uri"]
            answers.append(httpx.get(f"{back}?code=stolen&state=guessed").status_code)
            httpx.get(address, follow_redirects=True)

        threading.Thread(target=visits, daemon=True).start()

    assert browser(registration_of(sign_in, "mailbox"), "events", Person(), show).access
    assert answers == [400]


def test_a_browser_that_never_comes_back_ends_the_sign_in(sign_in: SignIn) -> None:
    with pytest.raises(NotSignedIn, match="--paste"):
        browser(registration_of(sign_in, "mailbox"), "events", Person(), bool, patience=0.0)


def test_an_address_pasted_from_another_machine_gives_tokens(authorization: Authorization, sign_in: SignIn) -> None:
    person = Person()

    def answer() -> str:
        return httpx.get(person.address).headers["Location"] + "\n"

    tokens = pasted(registration_of(sign_in, "mailbox"), "events", person, answer)
    assert authorization.good("events", tokens.access)


@pytest.mark.parametrize("address", ["", "http://127.0.0.1:1/?code=x&state=other", "http://[", "é"])
def test_an_address_that_belongs_to_no_sign_in_is_refused(address: str, sign_in: SignIn) -> None:
    with pytest.raises(NotSignedIn, match="another sign-in"):
        pasted(registration_of(sign_in, "mailbox"), "events", Person(), lambda: address)


# Keeping and refreshing


def test_tokens_are_kept_where_only_their_owner_may_read(
    authorization: Authorization, bearer: Bearer, sign_in: SignIn
) -> None:
    before = os.umask(0)
    try:
        bearer.keep(tokens_of(authorization))
    finally:
        os.umask(before)
    assert stat.S_IMODE(sign_in.tokens.stat().st_mode) == 0o600
    assert [path.name for path in sign_in.tokens.parent.glob("*oauth*")] == ["oauth-tokens.json"]


def test_a_token_file_that_others_may_read_is_not_used(
    authorization: Authorization, bearer: Bearer, sign_in: SignIn
) -> None:
    bearer.keep(tokens_of(authorization))
    sign_in.tokens.chmod(0o644)
    with pytest.raises(Refused, match="chmod 600"):
        bearer.token()


@pytest.mark.parametrize("content", ["", "[]", "{", '{"NAME": {"acess": ""}}'])
def test_a_damaged_token_file_says_what_to_do(content: str, bearer: Bearer, sign_in: SignIn) -> None:
    sign_in.tokens.write_text(content.replace("NAME", bearer.name))
    sign_in.tokens.chmod(0o600)
    with pytest.raises(Refused, match="run `intake login`"):
        bearer.token()


def test_a_fresh_token_is_used_without_asking_anybody(authorization: Authorization, bearer: Bearer) -> None:
    tokens = tokens_of(authorization)
    bearer.keep(tokens)
    assert bearer.token().reveal() == tokens.access
    assert authorization.asked == []


def test_a_token_about_to_end_is_refreshed_and_the_new_one_kept(authorization: Authorization, sign_in: SignIn) -> None:
    bearer = Bearer(sign_in, "events", "mailbox", clock=lambda: 1_000_000.0)
    tokens = tokens_of(authorization, ends=1_000_060.0)
    bearer.keep(tokens)
    fresh = bearer.token().reveal()
    assert fresh != tokens.access
    assert authorization.good("events", fresh)
    kept = TokenFile(sign_in.tokens).get(bearer.name)
    assert kept is not None
    assert kept.access == fresh
    assert kept.refresh != tokens.refresh
    assert stat.S_IMODE(sign_in.tokens.stat().st_mode) == 0o600


def test_a_refresh_token_is_used_once_however_many_programs_want_it(
    authorization: Authorization, sign_in: SignIn, bearer: Bearer
) -> None:
    bearer.keep(tokens_of(authorization, ends=1.0))
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(Bearer(sign_in, "events", "mailbox").token().reveal()))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1
    assert len(authorization.grants("/token")) == 1


def test_nobody_signed_in_is_said_with_what_to_do(bearer: Bearer) -> None:
    with pytest.raises(Refused, match="nobody has signed in as events; run `intake login`"):
        bearer.token()


def test_a_withdrawn_sign_in_is_said_with_what_to_do(authorization: Authorization, bearer: Bearer) -> None:
    bearer.keep(tokens_of(authorization, ends=1.0))
    authorization.refreshes.clear()
    with pytest.raises(Refused, match=r"gives no new token \(invalid_grant\); run `intake login`"):
        bearer.token()


def test_a_provider_that_is_down_is_tried_again_later(authorization: Authorization, bearer: Bearer) -> None:
    bearer.keep(tokens_of(authorization, ends=1.0))
    authorization.broken = 503
    with pytest.raises(Unreachable, match="tried again"):
        bearer.token()


# Providers


@pytest.mark.parametrize("name", names())
def test_every_provider_that_comes_along_is_complete(name: str) -> None:
    found = provider(name)
    assert found.token.startswith("https://")
    assert found.scopes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('device = "https://a.example"', '"token" and at least one'),
        ('token = "https://a.example"', '"token" and at least one'),
        ('token = "http://a.example"\ndevice = "https://a.example"', "is no https:// address"),
        ('token = "https://a.example"\ntokn = "x"', 'no such option "tokn"'),
        ('token = "https://a.example"\ndevice = "https://a.example"\nscopes = "x"', "scopes as a list"),
        ('token = "https://a.example"\ndevice = "https://a.example"\nredirect = "https://b.example"', "redirect is"),
        ("token", "cannot be read"),
    ],
)
def test_a_wrong_provider_file_says_what_is_wrong(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(text)
    with pytest.raises(NoProvider, match=words):
        provider(str(tmp_path / "p.toml"))


# IMAP, against Dovecot that asks the authorization server about each token


@pytest.fixture(scope="module", params=["xoauth2 oauthbearer", "xoauth2", "oauthbearer"])
def post_office(request: pytest.FixtureRequest) -> Iterator[tuple[Authorization, Dovecot]]:
    with (
        authorization_server() as running,
        dovecot(introspection=running.introspection, mechanisms=request.param) as server,
    ):
        yield running, server


@pytest.fixture
def inbox(
    post_office: tuple[Authorization, Dovecot], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Authorization, Dovecot, Mailbox, Bearer]:
    running, server = post_office
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificates.authority))
    running.active.clear()
    running.asked.clear()
    sign_in = SignIn(str(running.describe(tmp_path / "p.toml")), CLIENT, tmp_path / "oauth-tokens.json")
    mailbox = replace(server.mailbox("events", "imaps"), password_env=None, oauth=sign_in)
    return running, server, mailbox, Bearer(sign_in, "events", "mailbox")


Inbox = tuple[Authorization, Dovecot, Mailbox, Bearer]


def test_mails_are_fetched_from_dovecot_with_a_token(inbox: Inbox) -> None:
    running, server, mailbox, bearer = inbox
    bearer.keep(tokens_of(running))
    server.deliver("events", [b"Subject: one\r\n\r\nHello\r\n"])
    with open_mailbox(mailbox) as door:
        arrivals = [arrival for batch in door.fetch_new(None) for arrival in batch.arrivals]
    assert arrivals[-1].raw == b"Subject: one\r\n\r\nHello\r\n"
    assert running.grants("/introspect")


def test_dovecot_refusing_a_revoked_token_makes_it_be_refreshed(inbox: Inbox) -> None:
    running, _, mailbox, bearer = inbox
    tokens = tokens_of(running)
    bearer.keep(tokens)
    running.active.discard(tokens.access)
    with open_mailbox(mailbox) as door:
        assert "waiting" in door.check()
    assert len(running.grants("/token")) == 1


def test_a_user_who_is_not_the_tokens_owner_is_refused_without_the_token_being_told(inbox: Inbox) -> None:
    running, _, mailbox, _ = inbox
    assert mailbox.oauth is not None
    other = replace(mailbox, url=mailbox.url.replace("events@", "somebody@"))
    tokens = tokens_of(running)
    Bearer(mailbox.oauth, "somebody", "mailbox").keep(tokens)
    with pytest.raises(Refused, match="login refused for 'somebody'") as caught, open_mailbox(other) as door:
        door.check()
    assert "access-token" not in str(caught.value) + repr(caught.value)


def test_a_server_without_oauth_is_named(tmp_path: Path, authorization: Authorization) -> None:
    with dovecot() as server:
        sign_in = SignIn(str(authorization.describe(tmp_path / "p.toml")), CLIENT, tmp_path / "tokens.json")
        Bearer(sign_in, "events", "mailbox").keep(tokens_of(authorization))
        mailbox = replace(server.mailbox("events"), oauth=sign_in)
        with pytest.raises(Refused, match="takes no sign-in with OAuth 2"), open_mailbox(mailbox) as door:
            door.check()


# SMTP, against aiosmtpd with XOAUTH2


def outgoing(port: int, sign_in: SignIn) -> Outgoing:
    return Outgoing(url=f"smtp://events@127.0.0.1:{port}", sender="events@river.example", oauth=sign_in)


def test_a_mail_goes_out_with_a_token(authorization: Authorization, sign_in: SignIn, bearer: Bearer) -> None:
    bearer.keep(tokens_of(authorization))
    with smtp_server(bearer=authorization.good) as post, open_outbox(outgoing(post.port, sign_in)) as door:
        door.send(letter(), "robin@river.example")
        assert post.logins == [b"events"]
        assert len(post.taken) == 1


def test_a_mail_server_refusing_a_revoked_token_makes_it_be_refreshed(
    authorization: Authorization, sign_in: SignIn, bearer: Bearer
) -> None:
    tokens = tokens_of(authorization)
    bearer.keep(tokens)
    authorization.active.discard(tokens.access)
    with smtp_server(bearer=authorization.good) as post, open_outbox(outgoing(post.port, sign_in)) as door:
        door.send(letter(), "robin@river.example")
        assert len(post.taken) == 1


def test_a_mail_server_that_takes_no_token_is_named_without_telling_it(
    authorization: Authorization, sign_in: SignIn, bearer: Bearer
) -> None:
    bearer.keep(tokens_of(authorization))

    def never(user: str, token: str) -> bool:
        return False

    with (
        smtp_server(bearer=never) as post,
        open_outbox(outgoing(post.port, sign_in)) as door,
        pytest.raises(Refused, match="login refused for 'events'") as caught,
    ):
        door.check()
    assert "access-token" not in str(caught.value)


def test_mails_wait_while_the_provider_is_down(authorization: Authorization, sign_in: SignIn, bearer: Bearer) -> None:
    bearer.keep(tokens_of(authorization, ends=1.0))
    authorization.broken = 503
    with (
        smtp_server(bearer=authorization.good) as post,
        open_outbox(outgoing(post.port, sign_in)) as door,
        pytest.raises(NotYet),
    ):
        door.send(letter(), "robin@river.example")


# The command


@pytest.fixture
def configured(tmp_path: Path, authorization: Authorization) -> Callable[[int], Path]:
    def write(port: int) -> Path:
        authorization.describe(tmp_path / "provider.toml")
        config = tmp_path / "config.toml"
        config.write_text(
            '[campaign]\ntitle = "River Days"\ncontact = "events@river.example"\n'
            f'[mailbox]\nurl = "imap://events@127.0.0.1:{free_port()}/INBOX"\noauth = "provider.toml"\n'
            f'client_id = "{CLIENT}"\nclient_secret_file = "client.secret"\n'
            f'[outgoing]\nurl = "smtp://events@127.0.0.1:{port}"\nfrom = "events@river.example"\n'
            'oauth = "provider.toml"\n'
        )
        (tmp_path / "client.secret").write_text(SECRET)
        return config

    return write


def test_login_asks_once_for_both_doors_and_check_and_output_hold_no_token(
    authorization: Authorization, configured: Callable[[int], Path]
) -> None:
    with smtp_server(bearer=authorization.good) as post:
        config = configured(post.port)
        told = CliRunner().invoke(cli, ["--config", str(config), "login"])
        assert told.exit_code == 0, told.output
        assert told.output.count("Signed in as events") == 1
        checked = CliRunner().invoke(cli, ["--config", str(config), "check"])
        assert "ok    outgoing" in checked.output, checked.output
    kept = json.loads((config.parent / "oauth-tokens.json").read_text())
    assert len(kept) == 1
    for word in (*authorization.active, *authorization.refreshes, SECRET):
        assert word not in told.output + checked.output
        assert all(word.encode() not in path.read_bytes() for path in config.parent.glob("*.sqlite*"))


def test_login_with_nothing_to_sign_in_to_says_what_to_write(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[campaign]\ntitle = "River Days"\ncontact = "events@river.example"\n')
    told = CliRunner().invoke(cli, ["--config", str(config), "login"])
    assert told.exit_code == 1
    assert 'write oauth = "google"' in told.output


def test_login_by_pasting_refuses_an_address_of_another_sign_in(configured: Callable[[int], Path]) -> None:
    config = configured(1)
    told = CliRunner().invoke(cli, ["--config", str(config), "login", "--paste"], input="http://127.0.0.1:1/?code=1\n")
    assert told.exit_code == 1
    assert "belongs to another sign-in" in told.output
    assert not (config.parent / "oauth-tokens.json").exists()


def test_no_problem_of_signing_in_is_anything_but_a_mail_problem() -> None:
    assert issubclass(NotSignedIn, MailProblem)
