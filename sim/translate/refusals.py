"""What cannot be translated: where it stands, what it is, and what would be right."""

import ast
from pathlib import Path

from sim.wasm import texts


class Refused(texts.Refused):
    """A process is written in a way that has no translation."""

    def __init__(self, path: str, node: ast.AST, says: str) -> None:
        line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0) + 1
        super().__init__(f"{Path(path).name}:{line}:{column}: {says}")
