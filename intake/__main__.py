"""`python -m intake` and the `intake` command."""

from intake.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
