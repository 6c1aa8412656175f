"""What a monitoring program asks: /healthz and /metrics. Open to whoever reaches the pages: counts and times only."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from flask import Blueprint, Response, g

from intake import jobs
from intake.review.app import the_desk
from intake.store import StoreProblem

if TYPE_CHECKING:
    from prometheus_client import Metric

pages = Blueprint("watched", __name__)


@pages.get("/healthz")
def healthz() -> Response:
    """JSON: status "ok" (200) or "unwell" (503) and why; the last poll, the mail that waits longest to be read, the
    targets by their number in the configuration that were not published to."""
    try:
        health = _health()
    except StoreProblem:
        # Its words name files of this machine; the log has them.
        return _json({"status": "unwell", "problems": ["the store cannot be used"]}, 503)
    said = {
        "status": "unwell" if health.problems else "ok",
        "problems": list(health.problems),
        "last_poll": health.last_poll and health.last_poll.isoformat(),
        "oldest_unread": health.oldest_unread and health.oldest_unread.isoformat(),
        "failed_targets": list(health.failed_targets),
    }
    return _json(said, 503 if health.problems else 200)


@pages.get("/metrics")
def metrics() -> Response:
    """The same and more in the text format of Prometheus."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

    registry = CollectorRegistry(auto_describe=False)
    try:
        registry.register(_Collected(_health()))
    except StoreProblem:
        registry.register(_Collected(None))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _health() -> jobs.Health:
    desk = the_desk()
    return jobs.health(desk.store, desk.campaign, g.now)


def _json(said: Mapping[str, object], status: int) -> Response:
    return Response(json.dumps(said) + "\n", status, content_type="application/json")


class _Collected:
    """The numbers of one moment, for one answer; none where the store cannot be used."""

    def __init__(self, health: jobs.Health | None) -> None:
        self._health = health

    def collect(self) -> Iterator[Metric]:
        """The protocol of prometheus_client's collectors."""
        from prometheus_client.core import GaugeMetricFamily

        health = self._health
        well = health is not None and not health.problems
        yield GaugeMetricFamily("intake_healthy", "1 while nothing is wrong, see /healthz", float(well))
        if health is None:
            return
        for name, label, words, counted in (
            ("intake_messages", "state", "Mails taken in, by what became of them", health.messages),
            ("intake_drafts", "status", "Drafts, by their status", health.drafts),
            ("intake_mails", "state", "Our own mails, by whether they are sent", health.mails),
        ):
            family = GaugeMetricFamily(name, words, labels=[label])
            for value, number in counted.items():
                family.add_metric([value], number)
            yield family
        yield GaugeMetricFamily("intake_events", "Events on the list", health.events)
        yield GaugeMetricFamily("intake_failed_targets", "Targets not published to", len(health.failed_targets))
        for name, words, moment in (
            ("intake_last_poll_timestamp_seconds", "When the mailbox was last looked into", health.last_poll),
            ("intake_oldest_unread_timestamp_seconds", "When the mail came that waits longest", health.oldest_unread),
        ):
            yield GaugeMetricFamily(name, f"{words} (0: never, or none)", _seconds(moment))


def _seconds(moment: dt.datetime | None) -> float:
    return moment.timestamp() if moment is not None else 0.0
