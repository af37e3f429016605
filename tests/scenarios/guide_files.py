"""The files that the guide to writing an exercise shows."""

import re
from pathlib import Path

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "writing-an-exercise.md"
FILES = {
    "exercise": "exercises/first-word.yaml",
    "script": "scripts/first-word-answers.yaml",
    "names": "own-names/our-school.yaml",
}


def written(folder: Path) -> dict[str, Path]:
    texts = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    paths = {}
    for text in texts:
        kind = text.split(":")[0]
        paths[kind] = folder / FILES[kind]
        paths[kind].parent.mkdir(parents=True, exist_ok=True)
        paths[kind].write_text(text, encoding="utf-8")
    return paths
