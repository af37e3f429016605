"""What a command says when it does not do what was asked: one line on standard error and an exit status, no traceback."""

INTERRUPTED = 130
"""Exit status of what Ctrl-C stopped."""


class Refusal(Exception):
    """The reason, with the name and the value in question and what would be right. status: of the process."""

    def __init__(self, said: str, status: int = 2) -> None:
        super().__init__(said)
        self.status = status
