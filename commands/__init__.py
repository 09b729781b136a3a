"""The words after `main.py`: arguments in, one line or one JSON object out."""
