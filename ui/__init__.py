"""What the clerk sees; with main.py the only place for PySide6."""
