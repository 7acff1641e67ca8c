"""Pages of one's own account, and of those one administers."""
