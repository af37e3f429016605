"""`allcall compare`: to be written."""


def run(*_: object) -> int:
    """Not there yet."""
    raise NotImplementedError
