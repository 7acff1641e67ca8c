"""What each staff page shows, read whole inside a reading door: lists, never queries."""
