"""`intake login`: sign in to the mailbox with OAuth 2, once; tokens are refreshed from then on."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from intake.commands._opened import campaign_of, told

if TYPE_CHECKING:
    from intake.campaign import Campaign, SignIn
    from intake.mail.oauth.bearer import Bearer


@click.command(short_help="Sign in to the mailbox with OAuth 2 (Google, Microsoft).")
@click.option("--device", "way", flag_value="device", help="With a code that is entered on any device.")
@click.option("--browser", "way", flag_value="browser", help="With a browser on this machine.")
@click.option("--paste", "way", flag_value="paste", help="With a browser elsewhere, whose last address is pasted here.")
@click.pass_context
def command(context: click.Context, way: str | None) -> None:
    """Sign in where [mailbox] or [outgoing] say `oauth`; without an option, with a code where the provider has that.

    The tokens are kept in oauth-tokens.json beside the configuration, for your eyes only, and refreshed when they end.
    """
    from intake.cli import Wrong
    from intake.mail.oauth.bearer import registration_of
    from intake.mail.oauth.flows import browser, device, pasted

    campaign = campaign_of(context)
    with told():
        doors = _doors(campaign)
        if not doors:
            raise Wrong('nothing here signs in with OAuth 2; write oauth = "google" or "microsoft" into [mailbox]')
        for section, sign_in, bearer in doors:
            registration = registration_of(sign_in, section)
            provider = registration.provider
            chosen = way or ("device" if provider.device else "browser" if _has_screen() else "paste")
            if (chosen == "device" and not provider.device) or (chosen != "device" and not provider.authorize):
                raise Wrong(f"{provider.name} has no sign-in of this kind; leave --{chosen} out")
            if chosen == "device":
                tokens = device(registration, bearer.user, click.echo)
            elif chosen == "browser":
                tokens = browser(registration, bearer.user, click.echo, click.launch if _has_screen() else bool)
            else:
                tokens = pasted(registration, bearer.user, click.echo, lambda: str(click.prompt("The address")))
            bearer.keep(tokens)
            click.echo(f"Signed in as {bearer.user} with {provider.name}; kept in {sign_in.tokens}")
            if not tokens.refresh:
                click.echo("The provider gave no refresh token: you will have to sign in again when this one ends.")


def _doors(campaign: Campaign) -> list[tuple[str, SignIn, Bearer]]:
    """The sign-ins of the configuration, each once."""
    from intake.mail.address import server_address
    from intake.mail.oauth.bearer import Bearer

    found: dict[str, tuple[str, SignIn, Bearer]] = {}
    mailbox, outgoing = campaign.mailbox, campaign.outgoing
    if mailbox is not None and mailbox.oauth is not None:
        user = server_address(mailbox.url, "imap", "mailbox.url").user or ""
        bearer = Bearer(mailbox.oauth, user, "mailbox")
        found.setdefault(bearer.name, ("mailbox", mailbox.oauth, bearer))
    if outgoing is not None and outgoing.oauth is not None:
        user = server_address(outgoing.url, "smtp", "outgoing.url").user or ""
        bearer = Bearer(outgoing.oauth, user, "outgoing")
        found.setdefault(bearer.name, ("outgoing", outgoing.oauth, bearer))
    return list(found.values())


def _has_screen() -> bool:
    """Whether a browser opened from here would be seen."""
    import os

    return sys.stdout.isatty() and (sys.platform == "darwin" or bool(os.environ.get("DISPLAY")))
