"""Pages: the public walk and its mailbox, and the desk's queue."""
