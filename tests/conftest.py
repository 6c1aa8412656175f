"""Every test runs in an odd time zone and locale, without configuration from outside and without the network."""

from __future__ import annotations

import os
import socket
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.parts.databases import postgres_address, postgres_url, store, store_url  # noqa: F401 - fixtures

# Two slow cores must not turn a property into a lottery: what is slow is measured in bench/.
settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")

os.environ["TZ"] = "Pacific/Chatham"
os.environ["LC_ALL"] = os.environ["LANG"] = "C"
time.tzset()
for name in [name for name in os.environ if name.startswith("INTAKE_") and name != "INTAKE_LETTERS"]:
    del os.environ[name]

_connect = socket.socket.connect


def _loopback_only(self: socket.socket, address: Any) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
        raise AssertionError(f"a test tried to reach {address!r}: only loopback is allowed")
    _connect(self, address)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _loopback_only)
    return


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write missing expectations; the run still fails")
    parser.addoption("--seeds", type=int, help="how many random histories of faults and kills, in place of a few")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "seeds(number): the test goes through so many random histories, or --seeds")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marker = metafunc.definition.get_closest_marker("seeds")
    if marker is not None:
        metafunc.parametrize("seed", range(metafunc.config.getoption("--seeds") or marker.args[0]))
