"""What a clerk sees before the pages: first start, and what kept the data from opening."""
