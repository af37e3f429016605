"""What `?` says before an exercise begins: in the library, and on each tab of Prepare."""

from collections.abc import Sequence

from textual.binding import Binding, BindingType

from tui.keyboard import name_key

LIBRARY_HELP = (
    "Exercises that can be played, and those that were begun and can go on. The arrows mark one, Enter opens it. Own exercises are listed "
    "where Allcall is started beside their files."
)
PREPARE_HELP = {
    "roles": "Who is in the room: Space ticks a role that somebody plays. Whoever has no tick is played by the computer.",
    "objectives": "What is tried: Space takes an objective out or in. What serves only those without a tick, and may be dropped, "
    "does not come.",
    "emergency": "Emergencies that fit the story, tried one after the other; the one that is marked is played. Below: against which twin, "
    "with or without fog, and at which pace.",
    "events": "The master scenario events list and the questions, as they are planned.",
    "rehearsal": "The exercise plays by itself, and what would not come is listed with the reason.",
    "checks": "For you alone, before the room comes in. Space ticks what is done; nothing of it is kept.",
}


def build_help(words: str, bindings: Sequence[BindingType]) -> str:
    """Words, and the keys of a screen."""
    keys = [one for one in bindings if isinstance(one, Binding)]
    return "\n".join(
        [words, "", *(f"{one.key_display or name_key(one.key):12}{one.description}" for one in keys)]
    )
