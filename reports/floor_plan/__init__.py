"""A campus as it is in its file, drawn: by building and floor, with their contents. It is how an author sees mistakes."""
