"""A strategy as a page: who reports by which means, and whom that reaches."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from reports.input_words import listed
from reports.inputs import named_inputs
from scenarios.strategies import App, Strategy
from tui.pages.inputs import inputs_part
from tui.pages.layout import facts, part

MEANS = {"app": "press the app", "dial-911": "dial 911", "tell-office": "tell the office"}
TOLD = {"app": "press the app unless its alert has told them", "dial-911": "dial 911"}
EVERYDAY = {"pa": "the PA", "radio": "the campus radio", "word-of-mouth": "word of mouth"}
AUTHORITY = {
    "anyone": "anybody",
    "office": "the office and those with authority; others look for one of them first",
}


def strategy_page(strategy: Strategy) -> Iterator[RenderableType]:
    """The whole page."""
    yield part(strategy.title, first=True)
    yield Text(strategy.summary)
    yield part("How an emergency is reported")
    yield facts(means(strategy))
    yield part("What the numbers rest on")
    inputs = named_inputs([strategy])
    if not inputs:
        yield Text("Nothing of its own: every number it needs belongs to the campus or the scenario.")
    yield from inputs_part(inputs)


def means(strategy: Strategy) -> Iterator[tuple[str, str]]:
    """Means in order, who may start them, and whom they reach."""
    yield "Whoever recognises it", ", else ".join(MEANS[one] for one in strategy.report)
    if strategy.then:
        yield "Then", ", then ".join(MEANS[one] for one in strategy.then)
    yield "Whoever was told and calls 911", ", else ".join(TOLD[one] for one in strategy.told)
    yield "Who may declare", AUTHORITY[strategy.authority]
    yield "The office", office(strategy)
    everyday = listed(EVERYDAY[one] for one in strategy.everyday)
    yield "In use as on any day", everyday or "nothing"
    if strategy.app is not None:
        yield from legs(strategy.app)


def office(strategy: Strategy) -> str:
    """What the office does once it knows."""
    if "pa" not in strategy.everyday:
        return "calls 911; does not use the PA" if strategy.office.calls_911 else "does not use the PA"
    if not strategy.office.calls_911:
        return "speaks on the PA"
    return f"calls 911, and speaks on the PA {'after the call' if strategy.office.announces == 'after-call' else 'at once'}"


def legs(app: App) -> Iterator[tuple[str, str]]:
    """The two legs of an app."""
    room = ", with the room attached" if app.gives_room else ""
    yield "911 leg", f"on: a press is a call in the 911 queue{room}" if app.legs.psap == "on" else "OFF"
    sent = ["push to those who have the app"]
    sent += ["text to every number on the roster"] if app.text is not None else []
    sent += ["e-mail to every address on the roster"] if app.email is not None else []
    yield "Staff leg", f"on: {listed(sent)}" if app.legs.staff == "on" else "OFF: nobody is told by the app"
