"""One file a concept; golden/ and snapshots are data."""
