"""`allcall new`: a commented, valid file to begin with."""

import re
import sys
from importlib.resources import files
from pathlib import Path

from scenarios.names import is_file, shipped
from scenarios.problems import quote
from scenarios.replacing import replace
from scenarios.yaml_nodes import scalar
from tui.refusal import Refusal, cannot

PLACEHOLDER = "NAME"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def run(kind: str, name: str, folder: Path) -> int:
    """Writes it as NAME.yaml. Raises Refusal where the name is none, or the file is there already."""
    if not _NAME.fullmatch(name) or scalar(name) != name:
        raise Refusal(
            f"{quote(name)} is no name; write small letters, digits and dashes, such as north-school"
        )
    if name in shipped(kind):
        raise Refusal(f"{quote(name)} is the name of one that comes with Allcall; choose another")
    path = folder / f"{name}.yaml"
    if is_file(path):
        raise Refusal(f"{path}: is there already; nothing was written. Choose another name")
    text = files("scenarios").joinpath("starters", f"{kind}.yaml").read_text(encoding="utf-8")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        replace(path, re.sub(rf"\b{PLACEHOLDER}\b", name, text).encode())
    except OSError as error:
        raise cannot(error, error.filename, "name a folder that can be written with --in") from None
    sys.stdout.write(
        f"{path}: {'an' if kind == 'exercise' else 'a'} {kind} to begin with; read it, change it, and ask: allcall check {path}\n"
    )
    return 0
