"""HTCDS 2.0 flat files: reading, checking and writing rows. Nothing here touches the database."""
