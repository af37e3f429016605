"""`allcall schema`: the JSON Schema of a kind of file."""

import json
import sys

from scenarios.schema import schema_of


def run(kind: str) -> int:
    """Prints it."""
    sys.stdout.write(f"{json.dumps(schema_of(kind), indent=2, ensure_ascii=False)}\n")
    return 0
