"""What the panel of the next decision says of messages that wait."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from tui.keymap import KeyMap
from tui.widgets.decision_panel import describe_unread


@pytest.mark.parametrize(("unread", "said"), [(0, ""), (1, ""), (2, "1 unread: n"), (4, "3 unread: n")])
def test_the_message_that_stands_there_is_not_counted(
    unread: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.widgets.decision_panel.list_unread", lambda _: [object()] * unread)
    desk = cast("Any", SimpleNamespace(state=None, keymap=KeyMap({})))
    assert describe_unread(desk).replace("\N{NO-BREAK SPACE}", " ") == said
