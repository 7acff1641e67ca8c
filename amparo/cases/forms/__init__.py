"""Forms of the staff pages: they read what was typed and hold no rules."""
