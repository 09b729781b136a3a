"""What was published for a plan."""
