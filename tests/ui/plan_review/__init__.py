"""The page that reads plans in."""
