"""A web server for a built site on loopback: compressed, as a real one would be, with what was asked for kept."""

from __future__ import annotations

import gzip
import http.server
import mimetypes
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

TYPES = {".ics": "text/calendar", ".atom": "application/atom+xml", ".svg": "image/svg+xml", ".js": "text/javascript"}


@dataclass
class Served:
    """A running server: its address with a trailing slash, the paths asked for, and those that were not there."""

    address: str
    asked: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@contextmanager
def serve(files: Mapping[str, bytes]) -> Iterator[Served]:
    """Serve a site's files until the block ends."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path).lstrip("/")
            served.asked.append(path)
            path = path + "index.html" if not path or path.endswith("/") else path
            content = files.get(path)
            if content is None:
                served.missing.append(path)
                self.send_response(404)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.send_response(200)
            kind = TYPES.get(path[path.rfind(".") :]) or mimetypes.guess_type(path)[0] or "application/octet-stream"
            self.send_header("Content-Type", kind if kind.startswith("image/p") else f"{kind}; charset=utf-8")
            if "gzip" in self.headers.get("Accept-Encoding", "") and not path.endswith(".png"):
                content = gzip.compress(content, 6, mtime=0)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "max-age=600")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Served(f"http://127.0.0.1:{server.server_port}/")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
