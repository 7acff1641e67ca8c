"""Backups that an organisation without technical staff can make, and nobody can read alone."""
