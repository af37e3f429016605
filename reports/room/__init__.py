"""The pages of the room: what each screen shows, its HTML, and its texts."""
