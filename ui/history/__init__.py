"""The history page: what was done, the recycle bin, imports."""
