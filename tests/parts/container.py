"""deploy/Containerfile built for real by buildah, without an engine: in chroots, from a Debian made on this machine.

The image that its FROM names cannot be pulled everywhere; a small Debian with Python stands in for it under its name.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.parts import missing
from tests.parts.node import program

FILE = Path(__file__).resolve().parents[2] / "deploy" / "Containerfile"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
PASSED_ON = ("PIP_CERT", "PIP_INDEX_URL", "PIP_PROXY", "http_proxy", "https_proxy", "no_proxy")
"""How this machine reaches Debian and PyPI, where it has a way of its own."""

ALONE = (
    "unshare", "--net", "--pid", "--fork", "--kill-child", "--mount-proc",
    "sh", "-c", '/sbin/ip link set lo up && exec "$@"', "sh",
)  # fmt: skip
"""Begins a command on a network and among processes of its own, which end with it."""
PREPARED = """
umount -l /sys/fs/cgroup/unified 2>/dev/null || true
mount -t tmpfs none /run
"""


@dataclass(frozen=True)
class Image:
    """A built image: `config` is what an engine would run it with."""

    tool: Sequence[str]
    name: str
    config: Mapping[str, Any]

    def run(self, script: str, campaign: Path) -> subprocess.CompletedProcess[str]:
        """Run a shell script in a new container as the image's user, on a network that has only itself."""
        container = self._ask("from", "--pull-never", self.name)
        inside = [*self.tool, "run", "--isolation", "chroot", "--volume", f"{campaign}:/campaign:rw", container, "--"]
        try:
            command = [*ALONE, *inside, "sh", "-euc", script]
            return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        finally:
            self._ask("rm", container)

    def compose(self, script: str, folder: Path) -> subprocess.CompletedProcess[str]:
        """Run a shell script in `folder`/deploy in which `podman-compose` has a network and settings of its own.

        The service `worker` has this image, which so is not built again. The engine runs without the right to raise
        limits, and where cgroups of the first and the second kind are mixed.
        """
        program("podman", "apt-get install podman netavark iptables conmon catatonit")
        program("podman-compose", "apt-get install podman-compose")
        deploy, state = folder / "deploy", Path(tempfile.mkdtemp(prefix="intake-podman-"))  # sockets: short paths
        self._ask("tag", self.name, f"localhost/{deploy.name}_worker")
        root, runroot, driver = self.tool[2], self.tool[4], self.tool[6]
        (state / "storage.conf").write_text(f'[storage]\ndriver="{driver}"\ngraphroot="{root}"\nrunroot="{runroot}"\n')
        (state / "containers.conf").write_text(
            '[containers]\ndefault_ulimits=["nofile=1024:1024", "nproc=1000:1000"]\n'
            f'[engine]\ncgroup_manager="cgroupfs"\nevents_logger="file"\ntmp_dir="{state}/engine"\n'
            f'[network]\nnetwork_backend="netavark"\nnetwork_config_dir="{state}/networks"\n'
        )
        command = ["unshare", "--mount", *ALONE, "sh", "-euc", f"{PREPARED}\ncd {deploy}\n{script}"]
        environment = {
            **os.environ,
            "CONTAINERS_CONF": str(state / "containers.conf"),
            "CONTAINERS_STORAGE_CONF": str(state / "storage.conf"),
        }
        try:
            return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=environment)
        finally:
            shutil.rmtree(state, ignore_errors=True)

    def _ask(self, *words: str) -> str:
        done = subprocess.run([*self.tool, *words], capture_output=True, text=True, check=True)
        return done.stdout.strip()


def built(folder: Path) -> Image:
    """The image, or the test skipped where this machine lets nobody build one."""
    buildah = program("buildah", "apt-get install buildah")
    program("debootstrap", "apt-get install debootstrap")
    allowed = ["unshare", "--mount", "--net", "sh", "-c", f"mount -t tmpfs none {folder}"]
    if os.geteuid() != 0 or subprocess.run(allowed, capture_output=True, check=False).returncode:
        missing(
            "root with leave to mount, which building an image needs,",
            "run as root, outside a container or in a privileged one",
        )
    storage = ["--root", str(folder / "images"), "--runroot", str(folder / "run"), "--storage-driver", "vfs"]
    tool = (buildah, *storage)

    def ask(*words: str) -> str:
        done = subprocess.run([*tool, *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
        return done.stdout.strip()

    base = ask("from", "scratch")
    ask("add", "--quiet", base, str(_debian(folder)), "/")
    for name in PASSED_ON:
        if name in os.environ:
            ask("config", "--env", f"{name}={os.environ[name]}", base)
    (stands_in_for,) = set(re.findall(r"^FROM (\S+)", FILE.read_text(encoding="utf-8"), re.MULTILINE))
    ask("commit", "--quiet", "--rm", base, stands_in_for)
    name = f"event-intake-{uuid.uuid4().hex[:8]}"
    ask(
        "build-using-dockerfile", "--isolation", "chroot", "--format", "docker", "--pull-never", "--file", str(FILE),
        "--tag", name, str(FILE.parent.parent),
    )  # fmt: skip
    return Image(tool, name, json.loads(ask("inspect", "--type", "image", name))["Docker"]["config"])


def _debian(folder: Path) -> Path:
    """A small Debian of this machine's release with Python, which reaches packages as this machine does."""
    release = re.search(r"^VERSION_CODENAME=(\w+)", Path("/etc/os-release").read_text(encoding="utf-8"), re.MULTILINE)
    root = folder / "debian"
    wanted = ["--variant=minbase", "--include=python3-venv,ca-certificates"]
    command = ["unshare", "--mount", "debootstrap", *wanted, release[1] if release else "stable", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    (root / "usr/bin/python").symlink_to("python3")
    for settings in Path("/etc/apt/apt.conf.d").glob("*"):
        if "Acquire" in settings.read_text(encoding="utf-8"):
            shutil.copy(settings, root / "etc/apt/apt.conf.d")
    for settings in (CERTIFICATES, Path("/etc/pip.conf"), Path("/etc/resolv.conf"), Path("/etc/hosts")):
        if settings.is_file():
            shutil.copy(settings, root / settings.relative_to("/"))
    shutil.rmtree(root / "var/cache/apt/archives", ignore_errors=True)
    return root
