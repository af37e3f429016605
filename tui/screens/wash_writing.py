"""What is written down in the hot wash: words of marks, reasons, ratings and improvements, asked for in the line at its foot."""

from sim.drill import evaluation
from sim.drill.said import Line
from tui.screens.wash_plays import WashPlays
from tui.widgets.wash_lists import improvement_answers, improvement_questions

FIELDS = ("text", "action", "capability", "owner", "due")


def fill_in(screen: WashPlays, line: Line) -> None:
    """The words of a mark or observation, or why something was decided."""
    conduct, state = screen.session.conduct, screen.state
    if line.kind == "note":
        screen.ask(
            [(line.of.replace("-", " "), state.notes[line.of].text)],
            lambda said: screen.does(lambda: evaluation.fill_in(conduct, line.of, text=said[0]), "written"),
        )
    elif line.kind == "decide":
        screen.ask(
            [(f"why {line.of}", str(state.windows[line.of].answer.get("rationale", "")))],
            lambda said: screen.does(lambda: conduct.correct(line.of, rationale=said[0]), "written"),
        )


def propose(screen: WashPlays, row: evaluation.Row, grade: str) -> None:
    """A proposal by whoever is rating."""
    who = screen.evaluator
    screen.does(
        lambda: evaluation.rate(screen.session.conduct, row.objective.id, grade, who, row.task),
        f"{who or 'facilitator'} proposes {grade}: {evaluation.GRADES[grade]}",
    )


def settle(screen: WashPlays, row: evaluation.Row) -> None:
    """Sets one's own proposal as final, or the only one."""
    mine = [note for note in row.proposals if note.by == screen.evaluator]
    chosen = mine or (row.proposals if len(row.proposals) == 1 else ())
    if not chosen:
        screen.detail("propose a rating with P, S, M or U first, then Enter sets it as final")
        return
    screen.does(lambda: evaluation.settle(screen.session.conduct, chosen[0].id), f"final: {chosen[0].rating}")


def improve(screen: WashPlays) -> None:
    """A new line of the improvement plan."""
    conduct, state = screen.session.conduct, screen.state

    def written(said: list[str]) -> None:
        done = screen.does(lambda: evaluation.improve(conduct, *improvement_answers(said, state)), "written")
        screen.begun = [] if done else said

    def left(said: list[str]) -> None:
        screen.begun = [*said, *begun[len(said) :]]
        screen.detail(screen.keys.says("not written; {wash.improve} goes on with what was typed"))

    begun = [*screen.begun, *[""] * len(FIELDS)]
    asked = [(words, begun[place]) for place, (words, _) in enumerate(improvement_questions(state))]
    screen.ask(asked, written, left)


def change(screen: WashPlays, name: str) -> None:
    """Puts a line of the improvement plan right."""
    conduct, state = screen.session.conduct, screen.state

    def written(said: list[str]) -> None:
        values = dict(zip(FIELDS, improvement_answers(said, state), strict=True))
        screen.does(lambda: evaluation.fill_in(conduct, name, **values), "written")

    screen.ask(
        improvement_questions(state, state.notes[name]), written, lambda _: screen.detail("left as it was")
    )
