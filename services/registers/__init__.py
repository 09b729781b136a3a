"""The registers: units with groups and liaisons, outlets with columns, and finding them by any name."""
