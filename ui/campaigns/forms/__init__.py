"""What goes out from a plan and comes back: forms, workbooks, documents."""
