"""Editing a plan by hand."""
