"""The command line's root, which commands hang themselves on."""

from cyclopts import App


def _version() -> str:
    from importlib.metadata import version

    return f"allcall {version('allcall')}"


app = App(
    name="allcall",
    help="How much sooner do the right people act when every member of staff is told at the same moment as 911?"
    " Alone, allcall opens the library of tabletop exercises.",
    version=_version,
    help_format="plaintext",
    result_action="return_value",
    suppress_keyboard_interrupt=False,  # what a Ctrl-C means is said in tui.cli
)
