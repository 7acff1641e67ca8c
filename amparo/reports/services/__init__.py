"""What people do with reports. One module per thing; the only writers of this app."""
