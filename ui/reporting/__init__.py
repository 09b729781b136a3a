"""The weekly page: who has reported, what is new, and all that is done with a return."""
