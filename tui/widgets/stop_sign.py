"""The word STOP as large as every screen has room for."""

from tui.glyphs import Glyphs

DRAWN = (
    " ████ █████  ███  ████ ",
    "█       █   █   █ █   █",
    " ███    █   █   █ ████ ",
    "    █   █   █   █ █    ",
    "████    █    ███  █    ",
)
WIDTH, HEIGHT = 2 * len(DRAWN[0]), len(DRAWN)


def large(signs: Glyphs) -> str:
    """Its rows."""
    return "\n".join(line.replace("█", signs.full * 2).replace(" ", "  ") for line in DRAWN)
