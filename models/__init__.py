"""What is stored: tables, engine, unit of work, journal and migrations."""
