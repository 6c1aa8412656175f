"""The public side: turns events into a site and its feeds and carries them out; it knows nothing of mail."""
