"""A campus as it is in its file, drawn: by building and floor, with what is where. It is how an author sees mistakes."""
