"""What each command does, one file each; a command writes to standard output and returns its exit status."""
