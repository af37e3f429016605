"""Files are written whole or not at all."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from reports.documents import write_paper
from reports.exports import export_files
from reports.figures.export import write_figures
from scenarios.loading.files import ensure_writable_folder, open_atomic, write_all_atomic, write_atomic
from sim.exercise.review import Review
from sim.experiment.comparison import write_csv
from tests.little_room import room_for
from tests.reports.documents.documents import empty
from tests.sim.exercise.exercises import conducted
from tests.sim.experiment.comparisons import made
from tests.sim.experiment.results import raw_results


def test_files_are_put_in_their_places_all_or_none(tmp_path: Path) -> None:
    first, last = tmp_path / "first", tmp_path / "last"
    first.write_bytes(b"as it was")
    with room_for(100), pytest.raises(OSError, match=r"last") as refused:
        write_all_atomic({first: b"new", last: bytes(101)})
    assert refused.value.filename == str(last)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("first", b"as it was")]
    assert write_all_atomic({first: b"new", last: b"too"}) == [first, last]
    assert (first.read_bytes(), last.read_bytes()) == (b"new", b"too")


def test_a_folder_in_the_place_of_a_file_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "last").mkdir()
    with pytest.raises(IsADirectoryError):
        write_all_atomic({tmp_path / "first": b"new", tmp_path / "last": b"too"})
    assert [path.name for path in tmp_path.iterdir()] == ["last"]


@pytest.mark.parametrize("private", [False, True])
def test_a_link_stays_a_link_but_for_a_private_file_that_another_user_put_there(private: bool, tmp_path: Path) -> None:
    link, there = tmp_path / "link", tmp_path / "there"
    there.write_bytes(b"old")
    link.symlink_to(there)
    write_atomic(link, b"new", private=private)
    found = link.is_symlink(), link.read_bytes(), there.read_bytes()
    assert found == (not private, b"new", b"old" if private else b"new")


def write_by_pieces(path: Path) -> None:
    with open_atomic(path) as file:
        file.write(b"new")


@pytest.mark.parametrize("write", [lambda path: write_atomic(path, b"new"), write_by_pieces])
def test_a_write_sweeps_what_killed_writes_left_beside(tmp_path: Path, write: Callable[[Path], object]) -> None:
    names = [f".{'a' * 16}.part", f".{'b' * 16}.part", ".notes.part", "report.md"]
    left, going_on, *foreign = (tmp_path / name for name in names)
    for path in (left, going_on, *foreign):
        path.write_bytes(b"half")
    for path in (left, *foreign):
        os.utime(path, (0, 0))
    write(tmp_path / "report.docx")
    assert {path.name for path in tmp_path.iterdir()} == {"report.docx", *names[1:]}


def test_a_device_is_written_into_as_it_is() -> None:
    assert write_atomic(Path("/dev/null"), b"x") == Path("/dev/null")
    with pytest.raises(OSError, match=r"/dev/full") as refused:
        write_atomic(Path("/dev/full"), b"x")
    assert refused.value.errno == errno.ENOSPC
    assert not Path("/dev/full").is_file()


def test_a_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for folder in (tmp_path / "file", tmp_path / "file" / "sub"):
        with pytest.raises(OSError, match="file"):
            ensure_writable_folder(folder)
    ensure_writable_folder(tmp_path / "new" / "sub")
    assert not list((tmp_path / "new" / "sub").iterdir())


WRITERS: dict[str, Callable[[Path], object]] = {
    "export": lambda folder: export_files(Review(conducted()), "session", folder),
    "figures": lambda folder: write_figures(made(), folder),
    "csv": lambda folder: write_csv(made(), folder),
    "raw": lambda folder: raw_results(replications=40).write(folder / "raw.csv"),
    "paper": lambda folder: write_paper(empty(), folder, "paper", ("html",)),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", WRITERS)
def test_where_there_is_no_room_nothing_is_left_half_written(what: str, tmp_path: Path) -> None:
    with room_for(2000), pytest.raises(OSError, match=str(tmp_path)) as refused:
        WRITERS[what](tmp_path)
    assert not Path(refused.value.filename).name.startswith(".")
    assert not list(tmp_path.iterdir())


def test_nothing_is_written_through_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a.svg").symlink_to("b.svg")
    (tmp_path / "b.svg").symlink_to("a.svg")
    with pytest.raises(OSError, match="Too many levels of symbolic links"):
        write_atomic(tmp_path / "a.svg", b"new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.svg", "b.svg"]
