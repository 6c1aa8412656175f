"""The files in deploy/ are what they say, as far as their own tools can tell on this machine."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import yaml

from intake.config import parse
from render.publish import publish
from tests.parts import missing
from tests.parts.sites import NOW, Place, whole

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"


def test_the_systemd_unit_is_valid_and_hardened(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        missing("systemd-analyze", "apt-get install systemd")
    unit = tmp_path / "intake.service"
    text = (DEPLOY / "intake.service").read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/intake/bin/intake", "/bin/true").replace("man:intake(1)", ""), encoding="utf-8")
    verified = subprocess.run([program, "verify", "--man=no", unit], capture_output=True, text=True, check=False)
    ours = [line for line in (verified.stdout + verified.stderr).splitlines() if "intake.service" in line]
    assert ours == []
    command = [program, "security", "--offline=true", "--no-pager", unit]
    rated = subprocess.run(command, capture_output=True, text=True, check=False)
    exposure = re.search(r"Overall exposure level for intake.service: ([\d.]+)", rated.stdout)
    assert exposure is not None, rated.stdout + rated.stderr
    assert float(exposure[1]) < 3, rated.stdout


def test_the_container_runs_as_nobody_special_and_copies_what_there_is() -> None:
    lines = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    steps = [line.split(None, 1) for line in lines if line and not line.startswith("#")]
    users = [words for step, words in steps if step == "USER"]
    assert users
    assert users[-1] not in ("root", "0")
    assert any(step == "HEALTHCHECK" for step, _ in steps)
    for step, words in steps:
        if step == "COPY" and not words.startswith("--from"):
            for name in shlex.split(words)[:-1]:
                assert (DEPLOY.parent / name).exists(), name


def test_the_container_copies_all_that_the_wheel_is_built_of() -> None:
    copied = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    project = tomllib.loads((DEPLOY.parent / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    for name in [*wheel["packages"], *wheel["force-include"], project["project"]["readme"]]:
        assert name.partition("/")[0] in copied, name


def test_the_compose_file_is_one_by_the_specification() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*command, str(DEPLOY / "compose.yaml")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_worker_of_the_compose_file_needs_no_file_that_init_does_not_write() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    assert "secrets" not in compose["services"]["worker"]
    assert compose["services"]["worker"]["volumes"] == ["./campaign:/campaign"]


def test_the_compose_file_asks_for_the_workers_health_as_the_image_does() -> None:
    health = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]["worker"]["healthcheck"]
    image = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    asked = re.search(r"^HEALTHCHECK (.*?)\s+CMD (.*)$", image, re.MULTILINE)
    assert asked is not None
    assert shlex.split(health["test"]) == json.loads(asked[2])
    given = " ".join(f"--{name.replace('_', '-')}={health[name]}" for name in ("interval", "timeout", "start_period"))
    assert given == asked[1]


def test_the_compose_file_shows_the_pages_to_this_machine_only() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    worker = compose["services"]["worker"]
    assert all(port.startswith("127.0.0.1:") for port in worker["ports"])
    assert worker["cap_drop"] == ["ALL"]
    assert compose["services"]["db"]["profiles"] == ["postgres"]
    for service in compose["services"].values():
        assert set(service.get("secrets", ())) <= set(compose["secrets"])
    assert (DEPLOY / worker["build"]["context"] / worker["build"]["dockerfile"]).is_file()


def test_the_cron_line_collects_every_few_minutes() -> None:
    lines = (DEPLOY / "crontab").read_text(encoding="utf-8").splitlines()
    (line,) = [line for line in lines if not line.startswith("#")]
    assert re.match(r"\*/\d+ \* \* \* \* ", line)
    assert 'intake" once' in line


def test_the_github_pages_example_brings_the_page_to_a_branch_that_pages_serve(tmp_path: Path) -> None:
    data = tomllib.loads((DEPLOY / "github-pages.toml").read_text(encoding="utf-8"))
    campaign = parse({"campaign": {"title": "River Days", "contact": "events@river.example"}, **data}, DEPLOY)
    (target,) = campaign.publish
    assert target.url.startswith("git+ssh://git@github.com/")
    remote = tmp_path / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(remote)], check=True)
    (receipt,) = publish(whole(1), [Place(f"git+file://{remote}", target.options)], now=NOW)
    assert receipt.delivered, receipt.message
    listed = subprocess.run(
        ["git", "ls-tree", "-r", "--name-only", "gh-pages"], cwd=remote, capture_output=True, text=True, check=True
    ).stdout.split()
    assert "index.html" in listed
    assert not any(part.startswith("_") for name in listed for part in name.split("/")), "Jekyll leaves these out"
