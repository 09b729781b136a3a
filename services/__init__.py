"""What the office does: plain functions and dataclasses, no Qt."""
