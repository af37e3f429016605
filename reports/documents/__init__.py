"""Papers: one structure (`blocks`), written as Word, as PDF and as one HTML file."""
