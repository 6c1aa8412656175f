"""One file per kind of place a site can be published to; a target moves bytes and decides nothing."""
