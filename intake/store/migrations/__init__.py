"""How the tables came to be: one file per change, applied in order when a store is opened; nothing is read here."""
