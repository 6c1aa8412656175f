"""Mails going out, to a real SMTP server and into a folder."""

from __future__ import annotations

import email
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from intake.campaign import Outgoing
from intake.mail.mailbox import Refused, WrongAddress
from intake.mail.outbox import Never, NotYet, Outbox, open_outbox
from intake.mail.password import NoPassword, Password
from tests.parts.certificates import Certificates, make_certificates
from tests.parts.dovecot import PASSWORD, free_port
from tests.parts.smtp import Post, smtp_server

TO = "gardener@example.org"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def post() -> Iterator[Post]:
    with smtp_server() as running:
        yield running


def letter(words: str = "We read: Saturday, 9 May.", number: int = 1) -> EmailMessage:
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = "Open gardens <list@example.net>"
    mail["To"] = TO
    mail["Subject"] = "Your garden day"
    mail["Message-ID"] = f"<{number}.ours@example.net>"
    mail.set_content(words)
    return mail


def outbox(post: Post, scheme: str = "smtp", user: str = "", host: str = "127.0.0.1") -> Outbox:
    password = Password(PASSWORD) if user else None
    return open_outbox(Outgoing(f"{scheme}://{user}{host}:{post.port}", "list@example.net"), password)


def test_a_mail_arrives_as_it_was_written_with_the_null_sender(post: Post) -> None:
    with outbox(post) as out:
        out.send(letter("A line\n.a line with a dot\n..two\n\nRivière, ćevapi"), TO)
    (taken,) = post.taken
    assert taken.mail_from == "<>"
    assert taken.rcpt_tos == [TO]
    assert isinstance(taken.content, bytes)
    text = email.message_from_bytes(taken.content, policy=policy.default).get_content()
    assert text.splitlines() == ["A line", ".a line with a dot", "..two", "", "Rivière, ćevapi"]


def test_several_mails_share_one_connection(post: Post) -> None:
    with outbox(post) as out:
        for number in range(5):
            out.send(letter(number=number), TO, "bounce@example.net")
    assert len(post.taken) == 5
    assert post.sessions == 1
    assert post.taken[0].mail_from == "bounce@example.net"


@pytest.mark.parametrize("step", ["RCPT", "DATA", "MAIL"])
def test_a_permanent_refusal_is_never_and_does_not_stop_the_next_mail(post: Post, step: str) -> None:
    with outbox(post) as out:
        post.answers[step] = f"550 5.1.1 <{TO}> unknown here"
        with pytest.raises(Never, match=r"550 5\.1\.1") as refused:
            out.send(letter(), TO)
        assert TO not in str(refused.value)
        post.answers.clear()
        out.send(letter(), TO)
    assert len(post.taken) == 1


@pytest.mark.parametrize("answer", ["450 busy", "451 try again", "421 closing"])
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_temporary_refusal_is_not_yet_and_the_mail_goes_out_later(post: Post, step: str, answer: str) -> None:
    with outbox(post) as out:
        post.answers[step] = answer
        with pytest.raises(NotYet, match=answer[:3]) as refused:
            out.send(letter(), TO)
        assert not refused.value.maybe_sent
        post.answers.clear()
        out.send(letter(), TO)
    assert len(post.taken) == 1


@pytest.mark.parametrize("step", ["MAIL", "RCPT"])
def test_a_connection_that_breaks_before_the_mail_was_given_is_not_yet(post: Post, step: str) -> None:
    with outbox(post) as out:
        post.hang_up = step
        with pytest.raises(NotYet) as broken:
            out.send(letter(), TO)
        assert not broken.value.maybe_sent
        post.hang_up = None
        out.send(letter(), TO)
    assert len(post.taken) == 1


def test_a_connection_that_breaks_after_the_mail_was_given_says_that_it_may_have_been_sent(post: Post) -> None:
    with outbox(post) as out:
        post.hang_up = "TAKEN"
        with pytest.raises(NotYet) as broken:
            out.send(letter(), TO)
        assert broken.value.maybe_sent
    assert len(post.taken) == 1


def test_a_server_that_is_away_is_not_yet_and_is_named() -> None:
    out = open_outbox(Outgoing(f"smtp://127.0.0.1:{free_port()}", "list@example.net"))
    with pytest.raises(NotYet, match=r"outgoing mail at 127\.0\.0\.1: no connection \(Connection refused\)"):
        out.send(letter(), TO)


def test_a_connection_the_server_closed_meanwhile_is_made_anew(post: Post) -> None:
    with outbox(post) as out:
        out.send(letter(), TO)
        smtp = out._smtp  # type: ignore[attr-defined]
        smtp.sock.shutdown(2)
        out.send(letter(), TO)
    assert len(post.taken) == 2
    assert post.sessions == 2


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_tls_is_verified_and_the_login_goes_through_it(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    with smtp_server(certificates, starttls=scheme != "smtps", login=True) as server:
        with outbox(server, scheme, "us%40example.net@") as out:
            with pytest.raises(Refused, match="certificate is not valid"):
                out.send(letter(), TO)
            monkeypatch.setenv("SSL_CERT_FILE", str(certificates.authority))
            out.send(letter(), TO)
            assert "logged in as us@example.net" in out.check()
        assert len(server.taken) == 1
        assert server.logins == [b"us@example.net"]


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_certificate_for_another_name_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    elsewhere = make_certificates(tmp_path, "DNS:mail.example.org")
    monkeypatch.setenv("SSL_CERT_FILE", str(elsewhere.authority))
    refused = pytest.raises(Refused, match=r"certificate is not valid .*mismatch")
    with smtp_server(elsewhere, starttls=scheme != "smtps") as server, outbox(server, scheme) as out, refused:
        out.send(letter(), TO)
    assert server.taken == []


def test_a_server_without_starttls_gets_neither_password_nor_mail(post: Post) -> None:
    with outbox(post, "smtp+starttls", "us@") as out, pytest.raises(Refused, match="offers no STARTTLS"):
        out.send(letter(), TO)
    assert post.taken == []
    assert post.logins == []


def test_a_wrong_password_is_told_without_being_shown(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.authority))
    with smtp_server(certificates, login=True) as server:
        wrong = Password("not-this-one-91")
        out = open_outbox(Outgoing(f"smtps://us@127.0.0.1:{server.port}", "list@example.net"), wrong)
        with pytest.raises(Refused, match="login refused for 'us'") as refused:
            out.send(letter(), TO)
        assert "not-this-one-91" not in str(refused.value) + repr(refused.value) + repr(wrong) + f"{wrong}"
    assert server.taken == []


@pytest.mark.parametrize(
    "to", ["a@example.org\r\nRCPT TO:<b@example.org>", "a b@example.org", "", "<a@example.org>", "a@b@example.org"]
)
def test_an_address_that_would_be_another_command_is_never_sent(post: Post, tmp_path: Path, to: str) -> None:
    with outbox(post) as out, pytest.raises(Never):
        out.send(letter(), to)
    with pytest.raises(Never):
        open_outbox(Outgoing(f"folder:{tmp_path}", "list@example.net")).send(letter(), to)
    assert post.taken == []
    assert list(tmp_path.iterdir()) == []


def test_an_address_outside_ascii_is_sent_where_the_server_knows_it(post: Post) -> None:
    with outbox(post) as out:
        out.send(letter(), "gärtner@example.org")
    assert post.taken[0].rcpt_tos == ["gärtner@example.org"]


def test_the_folder_keeps_one_file_for_each_mail_and_the_same_mail_once(tmp_path: Path) -> None:
    out = open_outbox(Outgoing(f"folder:{tmp_path / 'out'}", "list@example.net"))
    for number in range(3):
        out.send(letter(number=number), TO)
    out.send(letter(number=1), TO)
    files = sorted((tmp_path / "out").iterdir())
    assert [file.suffix for file in files] == [".eml"] * 3
    mails = [email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    assert [mail["Message-ID"] for mail in mails] == [f"<{number}.ours@example.net>" for number in range(3)]
    assert mails[0]["Delivered-To"] == TO
    assert mails[0]["Return-Path"] == "<>"


def test_a_mail_that_another_process_wrote_to_the_folder_is_not_written_again(tmp_path: Path) -> None:
    mine, others = (open_outbox(Outgoing(f"folder:{tmp_path / 'out'}", "list@example.net")) for _ in range(2))
    mine.send(letter(number=1), TO)
    others.send(letter(number=2), TO)
    mine.send(letter(number=2), TO)
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_a_folder_that_is_a_file_is_not_yet(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("here already")
    with pytest.raises(NotYet, match="cannot write there"):
        open_outbox(Outgoing(f"folder:{tmp_path}/out", "list@example.net")).send(letter(), TO)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("smtp://mail.example.org", r"write smtps://\.\.\. or smtp\+starttls://\.\.\. for mail\.example\.org"),
        ("ftp://mail.example.org", "no such scheme 'ftp:'"),
        ("smtps://us:secret-words@mail.example.org", "take the password out"),
        ("smtps://", "names no server"),
        ("smtps://mail.example.org:99999", "port"),
    ],
)
def test_a_wrong_address_says_what_to_write_instead(url: str, words: str) -> None:
    with pytest.raises(WrongAddress, match=words) as wrong:
        open_outbox(Outgoing(url, "list@example.net"), Password("x"))
    assert str(wrong.value).startswith("outgoing.url: ")
    assert "secret-words" not in str(wrong.value)


def test_a_missing_password_names_where_it_was_looked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    url = "smtps://us@mail.example.org"
    with pytest.raises(NoPassword, match="password_env or a file in password_file"):
        open_outbox(Outgoing(url, "list@example.net"))
    with pytest.raises(NoPassword, match="the environment variable OUR_PASSWORD is not set"):
        open_outbox(Outgoing(url, "list@example.net", password_env="OUR_PASSWORD"))
    with pytest.raises(NoPassword, match=r"cannot read .*/none: No such file"):
        open_outbox(Outgoing(url, "list@example.net", password_file=tmp_path / "none"))
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(NoPassword, match=r"the first line of .*/empty is empty"):
        open_outbox(Outgoing(url, "list@example.net", password_file=tmp_path / "empty"))
    monkeypatch.setenv("OUR_PASSWORD", "words")
    assert "words" not in repr(open_outbox(Outgoing(url, "list@example.net", password_env="OUR_PASSWORD")))
