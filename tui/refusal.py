"""What a command says when it does not do what was asked: one line on standard error and an exit status, no traceback."""

INTERRUPTED_STATUS = 130
"""Exit status of what Ctrl-C stopped."""


class CommandError(Exception):
    """The reason, with the name and the value in question and what would be right. status: of the process."""

    def __init__(self, said: str, status: int = 2) -> None:
        super().__init__(said)
        self.status = status


def build_write_error(error: OSError | ValueError, place: object, hint: str) -> CommandError:
    """What is said where something cannot be written. place: what was asked for; hint: what would be right."""
    why = getattr(error, "strerror", None) or str(error)
    return CommandError(f"{place}: {why.lower()}; {hint}")
