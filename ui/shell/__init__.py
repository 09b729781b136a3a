"""Parts of the window around the pages: search, commands, status, closing."""
