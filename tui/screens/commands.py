"""The commands of an exercise in the command palette (Ctrl+P): the same as the keys of the screen that is seen."""

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui.screens.choose import keys_of
from tui.screens.keys import listed

NOT_LISTED = {"commit", "back"}


class KeyCommands(Provider):
    """Finds commands by their words."""

    def entries(self) -> list[tuple[str, str]]:
        """Words and action of each."""
        keys = keys_of(self.screen)
        return [
            (f"{says}  ({name})", action)
            for name, says, action in listed(keys, self.screen.BINDINGS)
            if action not in NOT_LISTED
        ]

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for words, action in self.entries():
            yield DiscoveryHit(words, self._does(action))

    async def search(self, query: str) -> Hits:
        """Those that fit."""
        matcher = self.matcher(query)
        for words, action in self.entries():
            score = matcher.match(words)
            if score > 0:
                yield Hit(score, matcher.highlight(words), self._does(action))

    def _does(self, action: str):  # type: ignore[no-untyped-def]
        screen = self.screen

        async def act() -> None:
            await screen.run_action(action)

        return act
