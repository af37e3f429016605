"""What is written down in the hot wash: words of marks, reasons, ratings and improvements, asked for in the line at its foot."""

from sim.drill import evaluation
from sim.drill.said import LogLine
from tui.screens.wash_plays import HotWashBase
from tui.widgets.wash_lists import match_capability, list_improvement_questions

FIELDS = ("text", "action", "capability", "owner", "due")


def complete_line(screen: HotWashBase, line: LogLine) -> None:
    """The words of a mark or observation, or why something was decided."""
    conductor, state = screen.session.conductor, screen.state
    if line.kind == "note":
        screen.ask_questions(
            [(line.subject_id.replace("-", " "), state.notes[line.subject_id].text)],
            lambda said: screen.run_command(lambda: evaluation.complete_note(conductor, line.subject_id, text=said[0]), "written"),
        )
    elif line.kind == "decide":
        screen.ask_questions(
            [(f"why {line.subject_id}", str(state.decision_points[line.subject_id].response.get("rationale", "")))],
            lambda said: screen.run_command(lambda: conductor.correct(line.subject_id, rationale=said[0]), "written"),
        )


def propose_rating(screen: HotWashBase, row: evaluation.EvaluationRow, grade: str) -> None:
    """A proposal by whoever is rating."""
    who = screen.evaluator
    screen.run_command(
        lambda: evaluation.propose_rating(screen.session.conductor, row.objective.id, grade, who, row.task),
        f"{who or 'facilitator'} proposes {grade}: {evaluation.GRADES[grade]}",
    )


def finalize_rating(screen: HotWashBase, row: evaluation.EvaluationRow) -> None:
    """Sets one's own proposal as final, or the only one."""
    mine = [note for note in row.proposals if note.by == screen.evaluator]
    chosen = mine or (row.proposals if len(row.proposals) == 1 else ())
    if not chosen:
        screen.show_detail("propose a rating with P, S, M or U first, then Enter sets it as final")
        return
    screen.run_command(lambda: evaluation.finalize_rating(screen.session.conductor, chosen[0].id), f"final: {chosen[0].rating}")


def add_improvement(screen: HotWashBase) -> None:
    """A new line of the improvement plan."""
    conductor, state = screen.session.conductor, screen.state

    def written(said: list[str]) -> None:
        done = screen.run_command(lambda: evaluation.add_improvement(conductor, *match_capability(said, state)), "written")
        screen.begun = [] if done else said

    def left(said: list[str]) -> None:
        screen.begun = [*said, *begun[len(said) :]]
        screen.show_detail(screen.keys.fill_in_keys("not written; {wash.improve} goes on with what was typed"))

    begun = [*screen.begun, *[""] * len(FIELDS)]
    asked = [(words, begun[place]) for place, (words, _) in enumerate(list_improvement_questions(state))]
    screen.ask_questions(asked, written, left)


def edit_improvement(screen: HotWashBase, name: str) -> None:
    """Puts a line of the improvement plan right."""
    conductor, state = screen.session.conductor, screen.state

    def written(said: list[str]) -> None:
        values = dict(zip(FIELDS, match_capability(said, state), strict=True))
        screen.run_command(lambda: evaluation.complete_note(conductor, name, **values), "written")

    screen.ask_questions(
        list_improvement_questions(state, state.notes[name]), written, lambda _: screen.show_detail("left as it was")
    )
