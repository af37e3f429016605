"""How people use it: the command line and the screens."""
