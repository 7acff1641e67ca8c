"""Reading the audit log: who read or changed what, without any content."""
