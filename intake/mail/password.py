"""Passwords from the environment or a file, wrapped so that no repr, log line, error or traceback shows them."""

from __future__ import annotations

import os
from pathlib import Path


class NoPassword(Exception):  # noqa: N818 - named for what happened
    """There is no password where the configuration says it is; the text says where and what to do."""


class Password:
    """A secret. `str`, `repr` and formatting give stars; only `reveal()` gives the words."""

    __slots__ = ("_words",)

    def __init__(self, words: str) -> None:
        self._words = words

    def reveal(self) -> str:
        """The password itself: for the login call and nothing else."""
        return self._words

    def hide_in(self, text: str) -> str:
        """`text` with every occurrence of the password replaced by stars: servers echo what they are sent."""
        return text.replace(self._words, "***") if len(self._words) > 2 else text

    def __repr__(self) -> str:
        return "Password(***)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "***"

    def __reduce__(self) -> str:
        raise TypeError("a password is not to be pickled")


def read_password(env: str | None, file: Path | None, section: str, option: str = "password") -> Password:
    """Read a password from the environment variable `env` or else from the first line of `file`.

    `section` and `option` are the configuration's names for them ("mailbox" and "password"), for the message. Raises
    `NoPassword`.
    """
    named = option.replace("_", " ")
    if env is not None:
        words = os.environ.get(env)
        if words:
            return Password(words)
        if file is None:
            raise NoPassword(
                f"{section}.{option}_env: the environment variable {env} is not set; set it to the {named}"
            )
    if file is None:
        raise NoPassword(
            f"{section}: no {named}; name an environment variable in {option}_env or a file in {option}_file"
        )
    try:
        lines = Path(file).expanduser().read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise NoPassword(
            f"{section}.{option}_file: cannot read {file}: {why}; write the {named} into that file"
        ) from None
    if not lines or not lines[0]:
        raise NoPassword(f"{section}.{option}_file: the first line of {file} is empty; write the {named} there")
    return Password(lines[0])
