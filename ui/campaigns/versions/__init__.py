"""Earlier states of a plan, old beside new."""
