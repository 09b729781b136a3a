"""A reading corrected by hand: what can be changed, how it is changed, and the draft that is kept until it is saved."""
