"""The sample campaign, taken in and read, for tests of what comes after."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from intake import jobs
from intake.campaign import Campaign, ReviewPages
from intake.demo.inbox import inbox
from intake.demo.journey import prepare
from intake.store import Store

NOW = dt.datetime(2027, 3, 10, 9, 30, tzinfo=dt.UTC)


def sample_campaign(folder: Path) -> Campaign:
    """The sample campaign laid out in `folder`, with the mails of its first wave read into drafts."""
    campaign = prepare(folder, folder / "site", NOW.date(), "127.0.0.1:0", "https://river-days.example/")
    for mail in inbox(NOW.date()):
        if mail.wave == 1:
            (folder / "inbox" / f"{mail.name}.eml").write_bytes(mail.raw)
    with jobs.open_store(campaign) as store:
        jobs.collect(store, campaign, NOW)
        jobs.work(store, campaign, NOW)
    return campaign


_made: dict[str, Path] = {}


def copy_of_sample(tmp_path: Path, factory: pytest.TempPathFactory) -> tuple[Campaign, Store]:
    """A fresh copy of the sample campaign and its open store; read once a test run."""
    if "folder" not in _made:
        _made["folder"] = factory.mktemp("sample")
        sample_campaign(_made["folder"])
    folder = tmp_path / "campaign"
    shutil.copytree(_made["folder"], folder)
    from intake.config import load

    text = (folder / "config.toml").read_text(encoding="utf-8").replace(str(_made["folder"]), str(folder))
    (folder / "config.toml").write_text(text, encoding="utf-8")
    campaign = replace(load(folder / "config.toml"), review=ReviewPages("127.0.0.1:0", None))
    return campaign, jobs.open_store(campaign)
