"""A document that was read: its text beside what was understood."""
