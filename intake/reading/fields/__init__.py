"""One file per field of an event; each finds that field's values in a passage and picks none of them."""
