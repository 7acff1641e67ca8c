"""The one gate before any outgoing contact with a person: her own rules decide."""
