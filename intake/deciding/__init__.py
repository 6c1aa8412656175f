"""Quiet room 2: decides what a reading, an answer or a command leads to. Pure; it changes nothing itself."""
