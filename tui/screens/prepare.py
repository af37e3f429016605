"""Preparation: roles, objectives, variation, planned events, rehearsal and checklist.

Every setting has a default, so Enter alone continues. The search for matching variations and the rehearsal run in threads.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, ClassVar

from rich.console import Group
from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import ContentSwitcher, Footer, Static
from textual.worker import get_current_worker

from reports.documents.terminal_writer import rendered
from reports.handouts.exercise_sheet import render_events
from reports.handouts.preparation import (
    build_needs,
    describe_descoping,
    describe_likelihood,
    describe_rehearsal,
    describe_seed,
    format_objective,
)
from reports.text.exercise import SAFETY_CHECKS
from scenarios.campus import OwnNames, apply_own_names
from scenarios.library import ValidatedExercise
from sim.exercise.clock import SPEEDS
from sim.exercise.conductor import CommandRejected
from sim.exercise.events import Setup
from sim.exercise.journal import JournalError
from sim.exercise.scripted import Rehearsal, ScriptError, rehearse
from sim.exercise.seed_search import SeedFit, try_seeds
from tui.app import AllcallScreen
from tui.keymap import PREPARE_HELP, build_help
from tui.screens.dialogs import Page
from tui.session import start_session
from tui.widgets.base import click_style
from tui.widgets.inputs import CheckList, Choice

MAX_SEEDS = 200  # emergencies
TAB_TITLES = {
    "roles": "Roles",
    "objectives": "Objectives",
    "emergency": "Emergency",
    "events": "Events",
    "rehearsal": "Rehearsal",
    "checks": "Checklist",
}


class SeedTried(Message):
    """One more variation was tried. Never replaced by a later message."""

    def __init__(self, fit: SeedFit) -> None:
        super().__init__()
        self.fit = fit


class SearchEnded(Message):
    """The search is over."""


RUN_AGAIN_HINT = (
    "r runs it again: with other roles checked, or another variation. allcall drill --rehearse also measures leverage."
)


class RehearsalEnded(Message):
    """wrong: why it could not run, else empty."""

    def __init__(self, rehearsal: Rehearsal | None, wrong: str = "") -> None:
        super().__init__()
        self.rehearsal = rehearsal
        self.wrong = wrong


class Prepare(AllcallScreen):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "begin", "Begin", key_display="Enter", priority=True, id="prepare.begin"),
        Binding("tab", "turn(1)", "Next", key_display="Tab", priority=True, id="prepare.next_tab"),
        Binding("shift+tab", "turn(-1)", "Previous tab", show=False, priority=True, id="prepare.tab_before"),
        Binding("1", "twin", "Compare", show=False, id="prepare.twin"),
        Binding("2", "fog", "Hide", show=False, id="prepare.fog"),
        Binding("3", "pace", "Pace", show=False, id="prepare.pace"),
        Binding("r", "rehearse", "Run rehearsal", id="prepare.rehearse"),
        Binding("escape", "back", "Back", key_display="Esc", id="prepare.back"),
        Binding("question_mark", "help", "Help", key_display="?", id="prepare.help"),
    ]

    def __init__(
        self,
        opened: ValidatedExercise,
        names: Mapping[str, Any] | None = None,
        limit: int | None = None,
        is_rehearsal: bool = False,
    ) -> None:
        """names: a school's own names, as data. limit: number of variations tried, 200 by default. is_rehearsal: with simulated phones."""
        super().__init__()
        self.opened = opened
        self.names = names or {}
        own = OwnNames.model_validate(names) if names else None
        self.reads = apply_own_names(own, opened.exercise) if own else opened.exercise  # as people read it
        self.limit = MAX_SEEDS if limit is None else limit
        self.is_rehearsal = is_rehearsal
        self.fits: list[SeedFit] = []
        self.twin = self.fog = True
        hazard = opened.emergency.scenario.hazard
        goes_on_for_hours = not (hazard.is_witnessed or hazard.in_days)
        self.pace = SPEEDS[-1] if goes_on_for_hours else SPEEDS[0]
        self.searching = True
        self.wanted = False

    def compose(self) -> ComposeResult:
        exercise = self.reads
        lead = "Prepare a rehearsal with simulated phones" if self.is_rehearsal else "Prepare"
        yield Static(f"{lead}: {exercise.title} · {exercise.minutes} min", id="title", markup=False)
        yield Static(id="tabs")
        with ContentSwitcher(initial="roles"):
            with Vertical(id="roles"):
                yield Static(
                    "Checked roles are played by participants (Space). All other roles are simulated.", classes="lead"
                )
                yield CheckList(
                    (Choice(r.id, f"{r.title}: {' '.join(r.knows.split())}", True) for r in exercise.roles), id="who"
                )
                yield Static(id="shown", markup=False)
            with Vertical(id="objectives"):
                yield Static(id="without", markup=False)
                yield CheckList(
                    (
                        Choice(one.id, format_objective(number, one), True)
                        for number, one in enumerate(exercise.objectives, 1)
                    ),
                    id="aims",
                )
            with Vertical(id="emergency"):
                yield Static(Group(*map(rendered, build_needs(exercise))))
                yield Static(id="likely", markup=False)
                yield CheckList(id="seeds")
            with VerticalScroll(id="events"):
                yield Static(Group(*map(rendered, render_events(replace(self.opened, exercise=self.reads)))))
            with VerticalScroll(id="rehearsal"):
                yield Static(id="played", markup=False)
            with Vertical(id="checks"):
                yield Static("For the facilitator, before participants arrive.", classes="lead")
                yield CheckList((Choice(str(n), one, False) for n, one in enumerate(SAFETY_CHECKS)), id="list")
        yield Static(id="status", markup=False)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        self._refresh_settings()
        self.show_tab("roles")
        self.query_one("#who", CheckList).action_first()
        self.query_one("#aims", CheckList).action_first()
        self.query_one("#list", CheckList).action_first()
        self.on_check_list_ticked()
        self.search_seeds()

    # tabs

    def show_tab(self, name: str) -> None:
        self.query_one(ContentSwitcher).current = name
        if not self.wanted:
            self.show_message("")
        titles = (
            f"[b]\\[{title}][/b]" if tab == name else f"[@click=screen.show('{tab}')] {title} [/]"
            for tab, title in TAB_TITLES.items()
        )
        self.query_one("#tabs", Static).update(" ".join(titles))
        pane = self.query_one(f"#{name}")
        inner = [*pane.query(CheckList)]
        (inner[0] if inner else pane).focus()
        if name == "rehearsal" and not self.rehearsed:
            self.action_rehearse()

    rehearsed = False

    def action_show(self, name: str) -> None:
        self.show_tab(name)

    def action_turn(self, by: int) -> None:
        names = [*TAB_TITLES]
        now = self.query_one(ContentSwitcher).current or names[0]
        self.show_tab(names[(names.index(now) + by) % len(names)])

    def action_help(self) -> None:
        tab = self.query_one(ContentSwitcher).current or "roles"
        words = build_help(PREPARE_HELP[tab], self.BINDINGS)
        self.app.push_screen(Page(f"Help: {TAB_TITLES[tab]}", words, self.allcall.signs))

    # what is tried

    @property
    def left_out(self) -> tuple[str, ...]:
        """Unchecked objectives."""
        ticked = self.query_one("#aims", CheckList).ticked_ids
        return tuple(objective.id for objective in self.opened.exercise.objectives if objective.id not in ticked)

    def on_check_list_ticked(self) -> None:
        self.query_one("#without", Static).update(describe_descoping(self.reads, self.left_out))

    # what the room sees, and how fast

    def action_pace(self) -> None:
        self.pace = SPEEDS[(SPEEDS.index(self.pace) + 1) % len(SPEEDS)]
        self._refresh_settings()

    def action_twin(self) -> None:
        self.twin = not self.twin
        self._refresh_settings()

    def action_fog(self) -> None:
        self.fog = not self.fog
        self._refresh_settings()

    def _refresh_settings(self) -> None:
        twin = "shown" if self.twin else "not shown"
        is_alerted = self.opened.emergency.scenario.hazard.is_witnessed
        fog = "hide unknowns" if self.fog else "reveal all, for a demonstration"
        settings = {
            "twin": f"1  comparison{' with no app alert' if is_alerted else ''}: {twin}",
            "fog": f"2  participants: {fog}",
            "pace": f"3  speed of scenario time between stops: ×{self.pace}",
        }
        lines = (Text(words, click_style(f"screen.{action}")) for action, words in settings.items())
        self.query_one("#shown", Static).update(Text("\n").join(lines))

    # emergencies that fit

    @work(thread=True, exclusive=True, group="search")
    def search_seeds(self) -> None:
        """Tries variations in a thread."""
        worker = get_current_worker()
        for fit in islice(try_seeds(self.opened, iter(range(1, self.limit + 1))), self.limit):
            if worker.is_cancelled:
                return
            self.post_message(SeedTried(fit))
        self.post_message(SearchEnded())

    def on_seed_tried(self, message: SeedTried) -> None:
        self.fits.append(message.fit)
        self.query_one("#likely", Static).update(describe_likelihood(self.fits, self.limit))
        if message.fit.is_fit:
            seeds = self.query_one("#seeds", CheckList)
            seeds.add_choice(Choice(str(message.fit.seed), describe_seed(self.opened.exercise, [], message.fit)))
            if not seeds.chosen_id:
                seeds.action_first()
            if self.wanted:
                self.action_begin()

    def on_search_ended(self) -> None:
        self.searching = False
        good = [fit for fit in self.fits if fit.is_fit]
        seeds = self.query_one("#seeds", CheckList)
        lines = [Choice(str(fit.seed), describe_seed(self.opened.exercise, self.fits, fit)) for fit in good]
        seeds.set_choices(lines, seeds.chosen_id)
        if self.wanted:
            self.action_begin()

    @property
    def seed(self) -> int | None:
        """The seed of the selected variation, by default the first match."""
        chosen = self.query_one("#seeds", CheckList).chosen_id
        return int(chosen) if chosen else None

    def build_setup(self, seed: int) -> Setup:
        played = dict.fromkeys(self.query_one("#who", CheckList).ticked_ids, "")
        return Setup(
            self.opened.exercise.exercise,
            seed,
            played,
            self.fog,
            self.twin,
            self.is_rehearsal,
            names=self.names,
            left_out=self.left_out,
            pace=self.pace,
        )

    # rehearsal

    def action_rehearse(self) -> None:
        seed = self.seed
        if seed is None:
            self.show_message("No matching variation yet. Try again in a moment.")
            return
        self.rehearsed = True
        self.query_one("#played", Static).update("running …")
        if self.query_one(ContentSwitcher).current != "rehearsal":
            self.show_tab("rehearsal")
        self.run_rehearsal(self.build_setup(seed))

    @work(thread=True, exclusive=True, group="rehearse")
    def run_rehearsal(self, setup: Setup) -> None:
        try:
            self.post_message(RehearsalEnded(rehearse(self.opened, setup)))
        except (CommandRejected, ScriptError) as error:
            self.post_message(RehearsalEnded(None, str(error)))

    def on_rehearsal_ended(self, message: RehearsalEnded) -> None:
        lines = (
            [*describe_rehearsal(message.rehearsal, self.reads), "", RUN_AGAIN_HINT]
            if message.rehearsal
            else [f"The exercise cannot run: {message.wrong}"]
        )
        self.query_one("#played", Static).update("\n".join(lines))

    # on, and back

    def action_begin(self) -> None:
        """Opens the briefing, now or as soon as a variation matches."""
        seed = self.seed
        if not self.query_one("#who", CheckList).ticked_ids:
            self.show_message("Check at least one role.")
            return
        if not self.query_one("#aims", CheckList).ticked_ids:
            self.show_message("Check at least one objective.")
            return
        if seed is None:
            self.wanted = self.searching
            self.show_message(
                "Searching for a matching variation. The briefing opens when one is found (Esc cancels)."
                if self.searching
                else f"None of {self.limit} variations matches the scenario."
            )
            return
        self.wanted = False
        self._begin_exercise(self.build_setup(seed))

    def _begin_exercise(self, setup: Setup) -> None:
        from tui.screens.briefing import Briefing

        try:
            self.allcall.session = start_session(self.opened, setup, self.allcall.folder, self.allcall.today())
        except JournalError as error:
            self.show_message(str(error))
            return
        self.workers.cancel_node(self)
        self.app.switch_screen(Briefing())

    def action_back(self) -> None:
        if self.wanted:
            self.wanted = False
            self.show_message("")
            return
        self.workers.cancel_node(self)
        if len(self.app.screen_stack) > 2:
            self.app.pop_screen()
        else:
            self.app.exit()

    def show_message(self, text: str) -> None:
        self.query_one("#status", Static).update(text)
