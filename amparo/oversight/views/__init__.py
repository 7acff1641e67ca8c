"""Pages for whoever answers for data protection, and the few that her own team needs."""
