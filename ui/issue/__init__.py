"""周汇总: see it, issue it, hand it on."""
