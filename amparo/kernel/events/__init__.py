"""What happened, told downstream and upstream by id alone.

`publish` queues one job per receiver inside the causing transaction (no change without its event,
no event without its change) and the worker delivers each at least once: receivers must be safe to
run twice.
"""
