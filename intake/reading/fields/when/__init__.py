"""Finds days and times in a passage and says which of their parts were stated; it does not choose among them."""

from __future__ import annotations

from intake.reading.fields.when.finding import NAMED_DAY, find
from intake.reading.fields.when.lexicon import leads_to_a_day
from intake.reading.fields.when.relative import NTH_OF_MONTH
from intake.reading.fields.when.shifting import Shift, shift

__all__ = ["NAMED_DAY", "NTH_OF_MONTH", "Shift", "find", "leads_to_a_day", "shift"]
