"""Writes the notes and tables of a page in `docs/exercises/`: `./run python docs/exercise_pages.py EXERCISE [EMERGENCIES]`.

The notes are those of the briefing. With 0 emergencies only they are made.

The good team gives the best answer to every question, the bad team the worst, as `allcall leverage` finds them. Both are played in the
same emergencies, which fit the story, as the fully simulated arm and the arm without the alert. A part without its two marks is left alone.
"""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from reports.text.exercise import list_content_notes
from reports.text.formatting import format_amount, format_size
from reports.text.terms import capitalize_first, name_measure
from scenarios.exercise import Option
from scenarios.library import ValidatedExercise, open_exercise
from sim import queues
from sim.exercise.arms import build_tables
from sim.exercise.fitting import select_fitting
from sim.exercise.leverage import (
    AnswerPlanner,
    LeverageReport,
    LeverageTask,
    PlannedAnswer,
    measure_leverage,
    play_answers,
)
from sim.exercise.modules import list_queue_questions, measure_answers
from sim.measures import MEASURES
from sim.model.tables import Tables

SEED = 1
EMERGENCIES = 1_000
ARMS = ("Good team", "Bad team", "Fully simulated", "No app alert")
PARTS = {
    name: re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL) for name in ("notes", "tables")
}
"""Of a page, between two marks each."""


def list_measures(opened: ValidatedExercise, report: LeverageReport) -> list[str]:
    """The primary measures of the scenario and those of the questions about the emergency, each once."""
    primary = [primary.measure for primary in opened.emergency.scenario.primary]
    named = [*dict.fromkeys([*primary, *(question.measure for question in report.questions)])]
    return [name for name in named if name not in queues.MEASURES]


def find_options(opened: ValidatedExercise, chosen: Mapping[str, str]) -> dict[str, Option]:
    """The options of these ids, by question."""
    return {
        decision.id: next(option for option in decision.options if option.id == chosen[decision.id])
        for decision in opened.exercise.decisions
        if decision.id in chosen
    }


def play(
    tables: Tables,
    opened: ValidatedExercise,
    replications: tuple[int, ...],
    plans: Sequence[PlannedAnswer],
    measures: Sequence[str],
) -> np.ndarray:
    """(emergencies, plans, measures)."""
    roles = frozenset(role.id for role in opened.exercise.roles)
    task = LeverageTask(tables, SEED, replications, roles, tuple(plans), tuple(measures))
    return play_answers(task).columns["values"]


def measure_arms(opened: ValidatedExercise, report: LeverageReport, emergencies: int) -> dict[str, list[float]]:
    """By measure: the median of each arm. A time that was not reached is later than any other."""
    planner, measures = AnswerPlanner(opened.exercise), list_measures(opened, report)
    best = find_options(opened, {question.id: question.best for question in report.questions})
    worst = find_options(opened, {question.id: question.worst for question in report.questions})
    own, twin = build_tables(opened)
    chosen = select_fitting((own, twin), opened.exercise.needs, SEED, emergencies).replications
    plans = [planner.plan_team(answers) for answers in (best, worst, {})]
    team = np.median(play(own, opened, chosen, plans, measures), axis=0)
    without = np.median(play(twin, opened, chosen, [planner.plan_team({})], measures), axis=0)
    medians = {m: [*team[:, n], without[0, n]] for n, m in enumerate(measures)}
    for question in list_queue_questions(opened.exercise):
        measure = str(question.measure)
        medians[measure] = [
            float(np.median(measure_answers(opened.exercise, question, answers, measure, SEED, chosen)))
            for answers in (best, worst, {}, {})
        ]
    return medians


def table_lines(opened: ValidatedExercise, report: LeverageReport, emergencies: int) -> Iterator[str]:
    """Two tables of Markdown: the arms, and the questions."""
    yield f"Medians over {emergencies:,} emergencies that fit the story, as {report.fit_share:.0%} of all do, seed {SEED}:"
    yield ""
    is_alerted = opened.emergency.scenario.hazard.is_witnessed
    arms = ARMS if is_alerted else (*ARMS[:-1], "Comparison" if opened.exercise.in_days else "No message")
    yield f"| | {' | '.join(arms)} |"
    yield f"|---|{'---:|' * len(ARMS)}"
    for measure, medians in measure_arms(opened, report, emergencies).items():
        yield f"| {name_heading(measure)} | {' | '.join(format_median(median, measure) for median in medians)} |"
    yield ""
    yield "| Question | Best answer | Worst answer | Moves | By |"
    yield "|---|---|---|---|---:|"
    says = {(d.id, option.id): option.says for d in opened.exercise.decisions for option in d.options}
    for question in report.questions:
        best, worst = (says[question.id, name] for name in (question.best, question.worst))
        moved = format_size(question.leverage, MEASURES[question.measure].unit)
        yield f"| {question.id} | {best} | {worst} | {name_heading(question.measure)} | {moved} |"


def name_heading(measure: str) -> str:
    """The name of a measure as a heading."""
    return capitalize_first(name_measure(measure))


def format_median(median: float, measure: str) -> str:
    """A median in the measure's own way."""
    return format_amount(median, MEASURES[measure].unit) if np.isfinite(median) else "not reached"


def main(name: str, emergencies: int) -> None:
    """Prints the notes and tables, and writes them into the page if there is one."""
    opened = open_exercise(name)
    made = {"notes": list_content_notes(opened.emergency.scenario.hazard.kind)}
    if emergencies:
        made["tables"] = table_lines(opened, measure_leverage(opened, emergencies, SEED), emergencies)
    page = Path(__file__).parent / "exercises" / f"{name}.md"
    for part, lines in made.items():
        text = "\n".join(lines) + "\n"
        print(text, end="")
        if page.exists():
            write_part(page, PARTS[part], text)


def write_part(page: Path, marked: re.Pattern[str], text: str) -> None:
    """Puts a text between its marks."""
    page.write_text(marked.sub(lambda marks: marks[1] + text + marks[2], page.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else EMERGENCIES)
