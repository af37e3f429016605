"""The state of a play, declared once for both engines."""
