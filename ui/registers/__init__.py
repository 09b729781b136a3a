"""The register pages: units, liaisons and outlets, edited as in a spreadsheet."""
