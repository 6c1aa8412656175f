"""Signing in to a mailbox with OAuth 2: who to ask, keeping tokens, fresh ones; it opens no mailbox and sends no mail.

Only this folder imports oauthlib. A token stands in the token file (its owner's alone), in memory and in the login of a
connection; never in the store, the log, an error or a repr.
"""
