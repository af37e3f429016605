"""The commands of an exercise in the command palette (Ctrl+P): the same as the keys of the screen that is seen."""

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui.screens.choose import find_keymap
from tui.screens.keys import list_keys

HIDDEN_ACTIONS = {"commit", "back"}


class KeyCommands(Provider):
    """Finds commands by their words."""

    def list_entries(self) -> list[tuple[str, str]]:
        """Words and action of each."""
        keys = find_keymap(self.screen)
        return [
            (f"{says}  ({name})", action)
            for name, says, action in list_keys(keys, self.screen.BINDINGS)
            if action not in HIDDEN_ACTIONS
        ]

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for words, action in self.list_entries():
            yield DiscoveryHit(words, self._create_runner(action))

    async def search(self, query: str) -> Hits:
        """Those that fit."""
        matcher = self.matcher(query)
        for words, action in self.list_entries():
            score = matcher.match(words)
            if score > 0:
                yield Hit(score, matcher.highlight(words), self._create_runner(action))

    def _create_runner(self, action: str):  # type: ignore[no-untyped-def]
        screen = self.screen

        async def act() -> None:
            await screen.run_action(action)

        return act
