"""What the office does: plain functions and dataclasses, no Qt."""

import os

# python-docx brings lxml, and openpyxl would write its sheets through it: slower here, and other bytes than without.
os.environ.setdefault("OPENPYXL_LXML", "False")
