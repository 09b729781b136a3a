"""The timeline of a plan: phases and measures as bars."""
