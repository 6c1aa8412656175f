"""The changes of the tables, oldest first, each named by its number."""
