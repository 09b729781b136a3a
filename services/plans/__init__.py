"""Official documents in: text out of files, and a campaign plan taken apart."""
