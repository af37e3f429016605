"""One folder a package, one file a concept; golden files and snapshots are data."""
