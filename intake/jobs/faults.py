"""What may be logged of an unforeseen error: its kind and where it arose, for its words may quote a mail."""

from __future__ import annotations


def place_of(error: BaseException) -> str:
    """Such as "KeyError in intake.deciding.merging, line 41"."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    return f"{type(error).__name__} in {trace.tb_frame.f_globals.get('__name__', '?')}, line {trace.tb_lineno}"
