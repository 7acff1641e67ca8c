"""What is typed on the account pages."""
