"""The schema version that this program writes: the number of the newest migration."""

SCHEMA_VERSION = 3
