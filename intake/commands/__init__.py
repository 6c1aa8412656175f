"""One file per command of the command line, named for it; each is a thin call into jobs, store or reading."""
