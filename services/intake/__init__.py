"""Files and text in: typed rows and a list of what was wrong."""
