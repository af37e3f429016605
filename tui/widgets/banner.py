"""What stands at the head of every screen from the briefing on."""

from textual.widgets import Static

EXERCISE = "EXERCISE EXERCISE EXERCISE"


class Banner(Static):
    """That this is an exercise."""

    DEFAULT_CSS = "Banner { dock: top; width: 100%; height: 1; text-align: center; text-style: bold; }"

    def __init__(self) -> None:
        super().__init__(EXERCISE, markup=False)
