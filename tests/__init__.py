"""What the product promises, as sentences; the folders beside hold cases that need no Python to extend."""
