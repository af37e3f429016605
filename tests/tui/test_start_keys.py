"""Which key comes first while scenario time stands still."""

import pytest

from tests.sim.exercise.exercises import conducted
from tui.keymap import _list_start_keys


@pytest.mark.parametrize(
    ("unread", "key"), [(0, "{drill.play} start"), (1, "{drill.play} start"), (2, "{drill.next_stop} next message")]
)
def test_the_next_message_comes_before_the_clock(unread: int, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One message is read where it stands; of two, the second waits for a key."""
    monkeypatch.setattr("sim.exercise.messages.list_unread", lambda _: [object()] * unread)
    assert _list_start_keys(conducted(("principal",)).state)[0] == key
