"""Typed rows to files out."""
