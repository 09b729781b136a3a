"""The desk: what needs the clerk now."""
