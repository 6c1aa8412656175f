"""What of the configuration deciding needs: the people who may confirm, languages, and what limits answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from intake.campaign import Campaign, Maintainer


@dataclass(frozen=True, slots=True)
class Settings:
    """The campaign's values that decisions depend on.

    `languages` are the campaign's tags, its own first. `timezone` is the IANA zone of events whose place is not
    known and of the campaign's "today". `authserv_id` is our own mail server's name in Authentication-Results,
    None where it writes none. `answers_per_hour` limits our answers to one address. `starts` and `ends` are the
    campaign's first and last day. `countries` are ISO codes to prefer.
    """

    languages: tuple[str, ...] = ("en",)
    timezone: str = "UTC"
    maintainers: tuple[Maintainer, ...] = ()
    authserv_id: str | None = None
    answers_per_hour: int = 5
    starts: dt.date | None = None
    ends: dt.date | None = None
    countries: tuple[str, ...] = ()

    @classmethod
    def of(cls, campaign: Campaign) -> Settings:
        """The settings that a campaign's configuration says."""
        return cls(
            languages=campaign.site.languages or ("en",),
            timezone=campaign.site.timezone,
            maintainers=campaign.maintainers,
            authserv_id=campaign.mailbox.authserv_id if campaign.mailbox else None,
            answers_per_hour=campaign.outgoing.answers_per_hour if campaign.outgoing else 0,
            starts=campaign.starts,
            ends=campaign.ends,
            countries=campaign.countries,
        )
