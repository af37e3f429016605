"""Small sound files, and copies of them that are broken in one place each.

`broken_scenarios/breaks.yaml` lists the breaks, each with its message.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import yaml

from scenarios.diagnostics import Problem

SOUND = Path(__file__).parent / "broken_scenarios"
SCENARIO = "small.yaml"
CAMPUS = "campuses/small-school.yaml"
APP = "strategies/small-app.yaml"
TODAY = "strategies/small-today.yaml"
FILES = (SCENARIO, CAMPUS, APP, TODAY)


@dataclass(frozen=True)
class Break:
    """One thing wrong in one file."""

    name: str
    file: str
    old: str
    new: str
    says: str
    at: str = ""

    def make(self, folder: Path) -> Path:
        """A copy of all files with this one broken. Returns the broken one."""
        return self.apply(sound_copy(folder) / self.file)

    def apply(self, path: Path) -> Path:
        """Breaks a file. Returns its path."""
        text = path.read_text(encoding="utf-8")
        assert self.old in text, f"{self.old!r} is not in {self.file}"
        path.write_text(text.replace(self.old, self.new, 1), encoding="utf-8")
        return path

    def require_found(self, path: Path, found: list[Problem]) -> None:
        """Asserts that the message is among the problems, at its line."""
        meant = [problem for problem in found if self.says in problem.headline]
        assert meant, "\n".join(problem.headline for problem in found) or "nothing was found"
        assert {problem.line for problem in meant if Path(problem.file) == path} == {self.line(path)}

    def line(self, path: Path) -> int:
        """The line that the message has to name."""
        text = path.read_text()
        return text.count("\n", 0, text.index(self.at or self.new)) + 1


def sound_copy(folder: Path) -> Path:
    """A copy of all files as they are."""
    return Path(shutil.copytree(SOUND, folder / "files"))


def breaks() -> list[Break]:
    """Everything that is broken, one thing at a time."""
    return [Break(**one) for one in yaml.safe_load((SOUND / "breaks.yaml").read_text(encoding="utf-8"))]
