"""Add up pytest's closing lines and end with one plain line: N passed, N failed."""

import re
import sys
from pathlib import Path

lines = Path(sys.argv[1]).read_text()
passed, failed = (
    sum(int(count) for count in re.findall(rf"(\d+) {word}", lines)) for word in ("passed", "(?:failed|errors?)")
)
print(f"{passed} passed, {failed} failed")
