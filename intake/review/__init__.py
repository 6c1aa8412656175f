"""The maintainer's web pages: show drafts and turn clicks into the commands that mail and command line share.

`intake.review.serving.Serving` runs them; nothing here decides or keeps anything.
"""
