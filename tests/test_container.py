"""The container image is built from deploy/Containerfile and does its work: as nobody special, told to be healthy."""

from __future__ import annotations

import os
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts.container import FILE, Image, built

ROOM = 4 * 2**30
"""Bytes that must be free in memory for the images to be built there, which is a lot faster."""


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > ROOM
    with tempfile.TemporaryDirectory(
        ignore_cleanup_errors=True, dir=memory if roomy else tmp_path_factory.mktemp("container")
    ) as folder:
        yield built(Path(folder))


@pytest.fixture
def campaign(tmp_path: Path, image: Image) -> Path:
    """An empty folder that belongs to the image's user alone, as deploy/Containerfile says to make it."""
    folder = tmp_path / "campaign"
    folder.mkdir(mode=0o700)
    os.chown(folder, int(image.config["User"]), int(image.config["User"]))
    return folder


def test_the_image_works_from_an_empty_folder_to_a_page_and_its_health_is_seen(image: Image, campaign: Path) -> None:
    healthy = shlex.join(image.config["Healthcheck"]["Test"][1:])
    elsewhere = "-not -path '/campaign*' -not -path '/proc/*' -not -path '/tmp/*'"
    start = shlex.join([*image.config["Entrypoint"], *image.config["Cmd"]])
    done = image.run(
        f"""
        test "$(id -u)" = {image.config["User"]} && test "$(id -u)" != 0
        intake init --yes --title "River Days" --contact events@river.example
        sed -i 's/^listen = .*/listen = "0.0.0.0:8080"/' config.toml
        mkdir inbox && printf 'Subject: River walk\\n\\nRiver walk\\n2 May 2099, 18:00\\nLeeds, UK\\n' > inbox/1.eml
        intake check
        ! {healthy} 2>/dev/null
        {start} & worker=$!
        until {healthy} 2>/dev/null; do kill -0 $worker; sleep 0.2; done
        kill -TERM $worker && wait $worker
        intake once
        test -f site/index.html && git --version && ssh -V
        python -c 'import paramiko, psycopg, webdav4'
        for place in /opt/intake /etc /usr; do ! test -w $place; done
        find / -xdev -user {image.config["User"]} {elsewhere} 2>/dev/null || true
        """,
        campaign,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 mail read: 1 drafted" in done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("git version"), "it wrote outside its folder: " + done.stdout


def test_the_image_holds_no_tools_it_does_not_need(image: Image, campaign: Path) -> None:
    done = image.run("! command -v pip && ! command -v gcc && du -sm /opt/intake", campaign)
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout.split()[0]) < 300


def test_the_compose_file_starts_the_worker_and_its_health_is_seen(image: Image, tmp_path: Path) -> None:
    deploy = tmp_path / "deploy"
    (deploy / "campaign").mkdir(parents=True, mode=0o700)
    shutil.copy(FILE.with_name("compose.yaml"), deploy)
    os.chown(deploy / "campaign", int(image.config["User"]), int(image.config["User"]))
    done = image.compose(
        """
        run="podman-compose run --no-deps --rm worker"
        $run init --yes --title "River Days" --contact events@river.example
        sed -i 's/^listen = .*/listen = "0.0.0.0:8080"/' campaign/config.toml
        install -d -o 10001 campaign/inbox
        printf 'Subject: River walk\\n\\nRiver walk\\n2 May 2099, 18:00\\nLeeds, UK\\n' > campaign/inbox/1.eml
        $run check
        podman-compose up -d worker
        worker=$(podman ps --quiet) end=$(($(date +%s) + 60))
        until podman healthcheck run $worker; do
            test -n "$(podman ps --quiet)" && test "$(date +%s)" -lt $end || { podman inspect $worker; exit 1; }
            sleep 0.2
        done
        python3 -c "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/sign-in', timeout=4)"
        ! podman exec $worker touch /opt/written
        podman exec $worker sh -c 'id; grep -E "CapEff|NoNewPrivs" /proc/1/status'
        podman stop --time 20 $worker
        podman logs $worker
        podman inspect --format 'ended with {{.State.ExitCode}}' $worker
        podman-compose run --no-deps --rm worker once
        """,
        tmp_path,
    )
    told = done.stdout + done.stderr
    assert done.returncode == 0, told
    assert "Everything answers" in told
    assert "1 mail read: 1 drafted" in told
    assert f"uid={image.config['User']}" in told
    assert "CapEff:\t0000000000000000\nNoNewPrivs:\t1" in told
    assert "Read-only file system" in told
    assert "ended with 0" in told
    assert (deploy / "campaign/site/index.html").is_file()
