"""A progress bar for long work, on a terminal only, and gone when the work is done: scripts and cron see nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from intake.jobs.telling import Tell


@contextmanager
def progress() -> Iterator[Tell]:
    """Give whom to tell how far the work is. The bar stands on standard error, so that output can go on elsewhere."""
    from rich.console import Console

    from intake.jobs.telling import nobody

    console = Console(stderr=True)
    if not console.is_terminal:
        yield nobody
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:.0f}{task.fields[of]}"),
        TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as bar:
        tasks: dict[str, int] = {}

        def tell(what: str, done: int, total: int | None) -> None:
            of = f" of {total}" if total is not None else ""
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total, of=of)
            bar.update(tasks[what], completed=done, total=total, of=of)  # type: ignore[arg-type]

        yield tell
