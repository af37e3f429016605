"""What a window shows that is too small for the screens. Made larger, it shows again what was there; meanwhile nothing is lost."""

from textual.app import ComposeResult
from textual.events import Resize
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Static

WIDTH, HEIGHT = 80, 22  # columns and rows that every screen can do with


def is_large_enough(size: Size) -> bool:
    """Whether there is room enough."""
    return size.width >= WIDTH and size.height >= HEIGHT


class TooSmall(ModalScreen[None]):
    """Lies over what was there, and goes by itself."""

    def compose(self) -> ComposeResult:
        """One sentence, wrapped to whatever there is."""
        yield Static(id="says", markup=False)

    def on_mount(self) -> None:
        """At once."""
        self.update_text()

    def on_resize(self, _: Resize) -> None:
        """Larger, or still too small."""
        self.update_text()

    def on_screen_resume(self) -> None:
        """What lay over it is gone."""
        self.update_text()

    def update_text(self) -> None:
        """How much is missing, or nothing more where there is room enough."""
        size = self.app.size
        if is_large_enough(size):
            self.call_later(self.dismiss_if_fits)
            return
        begun = "EXERCISE. " if getattr(self.app, "session", None) else ""
        self.query_one("#says", Static).update(
            f"{begun}This window has {size.width} × {size.height}; Allcall needs {WIDTH} × {HEIGHT}. "
            "Make it larger, or its letters smaller. Nothing is lost, and what runs goes on."
        )

    def dismiss_if_fits(self) -> None:
        """What was there is there again, unless something lies over this."""
        if self.app.screen is self and is_large_enough(self.app.size):
            self.app.pop_screen()
