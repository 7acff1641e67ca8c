"""Parsing what people send: the public walk, the mailbox, and the desk's forms."""
