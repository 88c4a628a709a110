"""A reader's own list on the server: who may send one, and the processes that read them."""
