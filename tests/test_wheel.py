"""What is installed from the wheel, far from the checkout, has everything it needs."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.parts.node import program

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, check=True, cwd=folder)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_templates_languages_places_migrations_and_the_demo(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in (
        "intake/config.example.toml",
        "intake/templates/mail/en/received.txt",
        "intake/templates/review/draft.html",
        "intake/templates/review/static/review.css",
        "intake/reading/languages/en.toml",
        "intake/demo/mails/01-bristol-plain.txt",
        "intake/demo/statement.md",
        "intake/providers.toml",
        "render/templates/site/languages/en.toml",
    ):
        assert name in names, name
    assert any(name.startswith("intake/store/migrations/versions/0001") for name in names)
    assert any(
        name.startswith("intake/reading/places/") and name.endswith((".sqlite", ".bin", ".marisa")) for name in names
    )
    assert not any(name.startswith(("tests/", "bench/", "templates/")) for name in names)


def test_the_demo_runs_in_an_empty_environment_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "venv"
    venv.create(environment, with_pip=True)
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "INTAKE", "VIRTUAL_ENV"))}
    python = environment / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", str(wheel)], check=True, cwd=tmp_path, env=clean)
    site = tmp_path / "site"
    demo = [environment / "bin" / "intake", "demo", "--once", str(site)]
    told = subprocess.run(demo, cwd=tmp_path, env=clean, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    page = (site / "index.html").read_text(encoding="utf-8")
    assert "Bristol" in page
    assert "Kyoto" in page or "京都" in page
    assert (site / "events.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_pipx_installs_the_wheel(wheel: Path, tmp_path: Path) -> None:
    pipx = program("pipx", "apt-get install pipx")
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "INTAKE", "VIRTUAL_ENV"))}
    folders = {"PIPX_HOME": str(tmp_path / "pipx"), "PIPX_BIN_DIR": str(tmp_path / "bin")}
    command = [pipx, "install", "--python", sys.executable, str(wheel)]
    done = subprocess.run(command, cwd=tmp_path, env=clean | folders, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = subprocess.run(
        [tmp_path / "bin" / "intake", "check"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert told.returncode == 2
    assert "`intake init` writes one" in told.stderr
