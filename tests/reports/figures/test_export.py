"""The files of the figures: three forms of each, what they say about themselves, the same bytes every time."""

from __future__ import annotations

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import pytest

from reports.figures.export import draw_exercise_figures, explain_missing, write_figures
from tests.reports.figures.comparisons import shocks
from tests.sim.exercise.reviews import looked_back
from tests.sim.experiment.comparisons import made

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("figures") / "new" / "folder"
    paths = write_figures(made(), folder)
    assert sorted(paths) == sorted(folder.iterdir())
    return folder


@pytest.mark.slow
def test_three_forms_of_each_figure_and_their_alt_texts(written: Path) -> None:
    names = ("aware", "protected", "tornado")
    expected = {f"{name}.{form}" for name in names for form in ("svg", "pdf", "png")} | {"figures.json"}
    assert {path.name for path in written.iterdir()} == expected
    assert json.loads((written / "figures.json").read_text(encoding="utf-8")).keys() == set(names)


def test_what_is_not_drawn_is_said_with_the_reason() -> None:
    assert explain_missing(made()) == []
    assert explain_missing(shocks()) == [
        "protected: this emergency has no protective action",
        "tornado: no assumed input moves a primary difference",
    ]


@pytest.mark.slow
def test_svg_carries_title_and_description(written: Path) -> None:
    alt = json.loads((written / "figures.json").read_text(encoding="utf-8"))
    for path in written.glob("*.svg"):
        root = ElementTree.parse(path).getroot()
        space = "{http://www.w3.org/2000/svg}"
        assert root.get("role") == "img"
        assert [child.tag for child in root][:2] == [f"{space}title", f"{space}desc"]
        assert root[1].text == alt[path.stem]


@pytest.mark.slow
def test_files_know_no_date_and_no_program(written: Path) -> None:
    for path in written.iterdir():
        content = path.read_bytes()
        for word in (b"Matplotlib v", b"matplotlib.org", b"CreationDate", b"dc:date", b"tIME"):
            assert word not in content, (path.name, word)


WRITE = """
import hashlib, sys
from pathlib import Path
from reports.figures.export import draw_exercise_figures, write_figures
from tests.sim.exercise.reviews import looked_back
from tests.sim.experiment.comparisons import made
write_figures(made(), Path(sys.argv[1]))
for one in draw_exercise_figures(looked_back("cardiac-arrest")):
    print(hashlib.sha256(one.svg + one.png).hexdigest())
"""


@pytest.mark.slow
def test_two_processes_write_the_same_bytes(tmp_path: Path, written: Path) -> None:
    """In another process, with other hashes of strings and a style of the reader's own."""
    config = tmp_path / "config"
    config.mkdir()
    (config / "matplotlibrc").write_text("font.size: 20\nsvg.hashsalt: mine\nlines.linewidth: 9\n")
    environment = {"PYTHONHASHSEED": "7", "MPLCONFIGDIR": str(config), "PATH": ""}
    command = [sys.executable, "-c", WRITE, str(tmp_path / "again")]
    said = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=environment).stdout
    for path in written.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name
    drawn = draw_exercise_figures(looked_back("cardiac-arrest"))
    assert said.split() == [sha256(one.svg + one.png).hexdigest() for one in drawn]


@pytest.mark.slow
def test_nothing_of_matplotlib_is_loaded_before_something_is_drawn() -> None:
    code = "import sys, reports.figures, reports.comparison.findings; print('matplotlib' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    assert answer.stdout.strip() == "False"
