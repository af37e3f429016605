"""Numbers that files and the command line share. Nothing heavy: the help is made from it."""

MAX_REPLICATIONS = 1_000_000
"""Of one comparison. The rarest thing that anybody would decide on needs a hundredth of that."""
