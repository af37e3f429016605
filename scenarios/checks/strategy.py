"""Everything in a strategy that does not fit together."""

from collections.abc import Iterator

from scenarios.checks.naming import gathered, check_unique
from scenarios.means import find_median
from scenarios.place import Finding
from scenarios.strategies import Strategy


def check_strategy(strategy: Strategy) -> list[Finding]:
    """Everything in a strategy that does not fit together."""
    return gathered(_check_means(strategy), _check_app(strategy), _check_office(strategy))


def review_strategy(strategy: Strategy) -> list[Finding]:
    """What is odd in a strategy, and stops nothing."""
    app = strategy.app
    if app is not None and app.legs.psap == app.legs.staff == "off":
        return [Finding(("app", "legs"), "both legs are off: a press of the app reaches nobody")]
    return []


def _check_means(strategy: Strategy) -> Iterator[Finding]:
    for key in ("report", "then", "told", "everyday"):
        yield from check_unique((key,), getattr(strategy, key), "means", key=None)


def _check_app(strategy: Strategy) -> Iterator[Finding]:
    keys = ("report", "then", "told")
    used = [(key, i) for key in keys for i, means in enumerate(getattr(strategy, key)) if means == "app"]
    if strategy.app is None:
        for where in used:
            yield Finding(where, 'the app is used, but there is no "app:" that describes it')
        return
    if not used:
        yield Finding(("app",), 'nobody presses this app; name "app" under "report", or leave it out')
    if strategy.app.text is not None and find_median(strategy.app.text.rate) == 0:
        yield Finding(("app", "text", "rate"), "no text would ever leave; give messages a second, above 0")


def _check_office(strategy: Strategy) -> Iterator[Finding]:
    office = strategy.office
    if not office.calls_911:
        if office.announces == "after-call":
            message = 'the office makes no call that it could wait for; write "calls_911: true", or "at-once"'
            yield Finding(("office", "announces"), message)
        if office.service is not None:
            message = 'the office makes no call that could last; write "calls_911: true", or leave it out'
            yield Finding(("office", "service"), message)
