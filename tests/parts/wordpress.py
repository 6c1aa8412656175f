"""A throw-away WordPress from Debian's packages: its own MariaDB and PHP's own server, both on loopback."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.parts import missing
from tests.parts.waiting import free_port, until_listening

INSTALL = (
    "apt-get install --no-install-recommends wordpress mariadb-server php-cli php-mysql php-xml php-mbstring php-curl"
)
_CONFIG = """<?php
define('DB_NAME', 'wordpress'); define('DB_USER', 'wordpress'); define('DB_PASSWORD', 'wordpress');
define('DB_HOST', '127.0.0.1:%(database)d'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_HOME', 'http://127.0.0.1:%(port)d'); define('WP_SITEURL', 'http://127.0.0.1:%(port)d');
define('WP_ENVIRONMENT_TYPE', 'local'); define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
foreach (array('AUTH_KEY','SECURE_AUTH_KEY','LOGGED_IN_KEY','NONCE_KEY','AUTH_SALT','SECURE_AUTH_SALT','LOGGED_IN_SALT',
'NONCE_SALT') as $key) { define($key, 'for tests only ' . $key); }
$table_prefix = 'wp_';
if (!defined('ABSPATH')) { define('ABSPATH', __DIR__ . '/'); }
require_once ABSPATH . 'wp-settings.php';
"""
_DATABASE = "CREATE DATABASE wordpress; GRANT ALL ON wordpress.* TO wordpress@'%' IDENTIFIED BY 'wordpress'"
_PASSWORD = """<?php
define('WP_INSTALLING', false); require __DIR__ . '/wp-load.php';
echo WP_Application_Passwords::create_new_application_password(1, array('name' => 'event-intake'))[0];
"""


@dataclass(frozen=True)
class WordPress:
    """A running site: its host and port, and its administrator's name and application password."""

    address: str
    user: str
    password: str

    def api(self, method: str, route: str, **more: object) -> dict[str, object]:
        """The answer of the REST API to a signed-in request."""
        answer = httpx.request(
            method,
            f"http://{self.address}/index.php",
            params={"rest_route": route, "context": "edit"},
            auth=(self.user, self.password),
            timeout=60,
            **more,  # type: ignore[arg-type]
        )
        answer.raise_for_status()
        found: dict[str, object] = answer.json()
        return found


@contextmanager
def wordpress() -> Iterator[WordPress]:
    """A fresh site, gone with its database afterwards; a skipped test (failed on CI) where a part is missing."""
    source = Path("/usr/share/wordpress")
    for part in ("php", "mariadbd", "mariadb-install-db", "mariadb"):
        if not source.is_dir() or shutil.which(part) is None:
            missing(f"WordPress ({part})", INSTALL)
    with tempfile.TemporaryDirectory(prefix="intake-wordpress-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        database, port = free_port(), free_port()
        shutil.copytree(source, folder / "www", symlinks=False, ignore_dangling_symlinks=True)
        (folder / "www/wp-config.php").unlink(missing_ok=True)
        (folder / "www/wp-config.php").write_text(_CONFIG % {"database": database, "port": port})
        data, door = folder / "data", folder / "door"
        own = ["--no-defaults", f"--datadir={data}", *(["--user=root"] if os.geteuid() == 0 else [])]
        subprocess.run(
            ["mariadb-install-db", *own, "--auth-root-authentication-method=normal", "--skip-test-db"],
            check=True,
            capture_output=True,
        )
        server = subprocess.Popen(
            ["mariadbd", *own, f"--socket={door}", f"--port={database}", "--bind-address=127.0.0.1"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        php = None
        try:
            until_listening(database, server)
            subprocess.run(
                ["mariadb", "--no-defaults", f"--socket={door}", "-uroot", "-e", _DATABASE],
                check=True,
                capture_output=True,
            )
            php = subprocess.Popen(
                ["php", "-d", "sendmail_path=/bin/true", "-S", f"127.0.0.1:{port}", "-t", str(folder / "www")],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            until_listening(port, php)
            form = {"weblog_title": "Gardens", "user_name": "gardener", "admin_password": "a long pass phrase"}
            form |= {"admin_password2": "a long pass phrase", "admin_email": "gardener@gardens.example", "pw_weak": "1"}
            httpx.post(
                f"http://127.0.0.1:{port}/wp-admin/install.php?step=2", data=form, timeout=120
            ).raise_for_status()
            (folder / "www/password.php").write_text(_PASSWORD)
            made = subprocess.run(
                ["php", str(folder / "www/password.php")], check=True, capture_output=True, text=True
            ).stdout
            yield WordPress(f"127.0.0.1:{port}", "gardener", made.strip().splitlines()[-1])
        finally:
            for process in (php, server):
                if process is not None:
                    process.terminate()
                    process.wait()
