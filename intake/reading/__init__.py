"""Quiet room 1: says what a message tells about events. Pure: no clock, network, file, environment or database."""
