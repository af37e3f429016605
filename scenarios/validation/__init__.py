"""Checks across the parts of a file and across files. A finding stops the file from being used; a note does not."""
