"""A certificate authority of our own and a certificate for this machine, made with the openssl program."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.parts import missing


@dataclass(frozen=True)
class Certificates:
    """Files in PEM form. Trust `authority` through the environment variable SSL_CERT_FILE."""

    authority: Path
    certificate: Path
    key: Path


def make_certificates(folder: Path, names: str = "DNS:localhost,IP:127.0.0.1") -> Certificates:
    """Write an authority and a certificate it signed for `names` into `folder`."""
    if shutil.which("openssl") is None:
        missing("the openssl program", "apt-get install openssl")
    folder.mkdir(parents=True, exist_ok=True)
    files = Certificates(folder / "ca.pem", folder / "server.pem", folder / "server.key")
    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    authority_key = folder / "ca.key"
    _openssl(
        "req", "-x509", *new_key, "-subj", "/CN=A test authority", "-keyout", authority_key, "-out", files.authority
    )
    _openssl(
        "req", "-x509", *new_key, "-subj", "/CN=a test server", "-addext", f"subjectAltName={names}",
        "-addext", "basicConstraints=critical,CA:FALSE", "-CA", files.authority, "-CAkey", authority_key,
        "-keyout", files.key, "-out", files.certificate,
    )  # fmt: skip
    return files


def _openssl(*arguments: object) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
