"""Taking in what the units sent: choose, check, take."""
