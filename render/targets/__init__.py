"""One file per kind of place a site can be published to; a target moves bytes and decides nothing.

Each file holds `SCHEMES`, `OPTIONS` (what may stand in its `[[publish]]` table, and whether a text or the path of a
file), `holds(url, options) -> bool` (whether the target still shows what we sent last), `listed(url, options) -> int`
(how many coming events it shows, 0 without a list of ours; asked before the first sending that we know of),
`send(sending)`, and `check(url, options) -> str`, which tries the target without changing it and says what was found.
The last three raise `render.publish.TransportError`.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType


def _files() -> list[ModuleType]:
    return [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]


def schemes() -> list[str]:
    """The schemes of the urls that can be published to, sorted."""
    return sorted(scheme for module in _files() for scheme in module.SCHEMES)


def serving(url: str) -> ModuleType | None:
    """The file that serves a url's scheme, or None."""
    scheme = url.partition(":")[0].lower()
    return next((module for module in _files() if scheme in module.SCHEMES), None)
