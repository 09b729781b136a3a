"""Campaign plans: the list of them, and one plan with its tabs."""
