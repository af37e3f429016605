"""Compare a wheel's files with what git tracks in the four packages: nothing missing, nothing extra."""

import subprocess
import sys
import zipfile
from pathlib import Path

PACKAGES = ("scenarios", "sim", "reports", "tui")
ROOT = Path(__file__).resolve().parent.parent


def main(wheel: str) -> None:
    """Print both differences and fail if there are any."""
    listing = subprocess.run(["git", "ls-files", "-z", *PACKAGES], check=True, capture_output=True, text=True, cwd=ROOT)
    tracked = {name for name in listing.stdout.split("\0") if name}
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    for name in sorted(tracked - packed):
        print(f"in the repository, not in the wheel: {name}")
    for name in sorted(packed - tracked):
        print(f"in the wheel, not in the repository: {name}")
    print(f"{len(packed)} files in the wheel, {len(tracked)} in the repository")
    sys.exit(packed != tracked or not packed)


main(sys.argv[1])
