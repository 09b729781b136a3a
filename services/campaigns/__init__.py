"""Campaign plans that were saved: kept, changed, followed."""
