"""Each document has the text that it had, word for word. `tests/reports/golden_documents.py` says how to write the texts anew."""

import pytest

from tests.reports.golden_documents import FOLDER, SLOW, TEXTS, render


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=[pytest.mark.slow] if one in SLOW else []) for one in TEXTS]
)
def test_a_document_has_its_golden_text(name: str) -> None:
    assert render(name).splitlines() == (FOLDER / f"{name}.md").read_text(encoding="utf-8").splitlines()


def test_every_golden_text_is_of_a_document() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(TEXTS)
