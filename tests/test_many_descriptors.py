"""With more than a thousand open descriptors, which select() does not know, mails are read and pages served."""

from __future__ import annotations

import os
import resource
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.reading.proposal import Context
from intake.reading_process import Reader
from intake.review.serving import Serving
from tests.parts import missing
from tests.parts.sample import NOW, copy_of_sample


@pytest.fixture(autouse=True)
def a_thousand_descriptors() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 2048:
        missing("a limit of 2,048 descriptors", f"this system allows a process {hard}; see ulimit -Hn")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2048), hard))
    opened = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
    yield
    for descriptor in opened:
        os.close(descriptor)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_mail_is_read() -> None:
    with Reader() as reader:
        message, _ = reader.read(b"Subject: Garden day\n\nFriday 6 March at 3 pm in Leipzig.\n", Context(now=NOW))
    assert message.subject == "Garden day"


def test_the_review_pages_are_served(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    campaign, store = copy_of_sample(tmp_path, tmp_path_factory)
    with (
        store,
        Serving(campaign, store, lambda *jobs: None, lambda: NOW) as pages,
        urllib.request.urlopen(pages.one_time_address(), timeout=60) as answer,
    ):
        assert answer.status == 200
