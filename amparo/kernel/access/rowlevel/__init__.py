"""The second wall: PostgreSQL itself shows a row only to whom the rules let see it (ADR 0016)."""
