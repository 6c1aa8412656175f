"""The maintainer's web pages: show drafts and turn clicks into the commands that mail and command line share."""
