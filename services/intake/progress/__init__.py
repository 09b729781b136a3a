"""Filled progress forms and edited ledger workbooks: read, compared, stored."""
