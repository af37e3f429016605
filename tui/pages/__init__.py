"""Pages that people read: what the commands print, as text laid out for the width there is."""
