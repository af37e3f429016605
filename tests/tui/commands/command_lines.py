"""Command lines on the files of the tests' own school, and what they print."""

import io
import shlex
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from cyclopts import App

from tui.cli import main

OWN_SCHOOL = Path(__file__).parents[2] / "own_school"
FEW = 4
CAMPUS = r"Ours & theirs <b> 100% $x_1$ #1 | *a* _b_ `c` [d](e) \n"
SCENARIO = "Our active-assailant & <b> 70% $q_1$ #4 | *now*"
APP = "ur app & theirs <i> 60% $z^2$ #3 | _x_"
PRACTICE = "hat we do & did <i> 50% $y$ #2"
EXERCISE = "Our exercise & <b> 90% $r_1$ #6 | *now*"
SCHOOL = "Our own school & <b> 100% $s$ #9"
PARTICIPANT = "Ann & Bo <x>"


@dataclass(frozen=True)
class Case:
    """Command lines, of which the last one writes. titles: of the user's own files, that what it writes holds; status: of the last."""

    lines: str
    titles: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    status: int = 0
    is_slow: bool = False


COMPARE = "compare our-active-assailant.yaml --replications 4 --input-pairs 0 --workers 1"
SENSITIVITY = "sensitivity our-active-assailant.yaml --trajectories 2 --points 8 --pairs 2 --workers 1 --engine simpy"
SWEEP = "sweep our-active-assailant.yaml --over protocol.reaction=5s,10s --pairs 4 --workers 1"
RANK = "rank our-active-assailant.yaml --max-replications 20 --workers 1 --joint 1"
DRILL = "drill our-active-assailant.yaml --exercise our-exercise.yaml"
ADD = "records add 'Site & co' --kind fire --date 2026-08-20 --time 09:40 --occupants 90 --took '3 min' --note '=1+1'"
TRAIN = "training add 'Ann & Bo' --program our-program.yaml --topic 'Talk <b>' --hours 2 --date 2026-08-20"
REPORT = "report {journal} --out out"
CONDITIONS = "--pa failed --radio failed --sro away --alarm failed --network down"
CONDITIONS += " --power out --cells busy --tornado unwarned"
PAPERS = ("out/comparison.docx", "out/comparison.pdf", "out/comparison.html")
TABLES = tuple(f"out/{name}.csv" for name in ("measures", "contrasts", "curves", "input_effects"))
CASES = {
    "list": Case("list"),
    "show a scenario": Case("show our-active-assailant.yaml", (SCENARIO, CAMPUS, PRACTICE)),
    "show a scenario elsewhere": Case("show cardiac-arrest --campus our-campus.yaml", (CAMPUS, PRACTICE)),
    "show a campus": Case("show our-campus.yaml", (CAMPUS,)),
    "show a strategy": Case("show our-app.yaml", (APP,)),
    "show an app in practice": Case("show practice+app --campus our-campus.yaml"),
    "show an exercise": Case("show our-exercise.yaml", (EXERCISE, APP, PRACTICE)),
    "show rules": Case("show our-rules.yaml", ("Our rules & <b> #10",)),
    "show a program": Case("show our-program.yaml", ("Our program & <b> #11",)),
    "check": Case("check our-campus.yaml our-exercise.yaml our-script.yaml our-names.yaml our-laboratory-fire.yaml"),
    "map": Case("map our-campus.yaml"),
    "map --svg": Case("map our-campus.yaml --svg out/map.svg", (CAMPUS,), ("out/map.svg",)),
    "new": Case("new campus theirs --in out", (), ("out/theirs.yaml",)),
    "new template": Case("new template theirs --in out", ("Name of your school",), ("out/theirs.docx",)),
    "new exercise": Case(
        "new exercise theirs --in out --hazard active-assailant --campus large-high-school"
        " --minutes 45 --who leader,office --practice warn", (), ("out/theirs.yaml",),
    ),
    "schema": Case("schema campus"),
    "compare": Case(COMPARE, (SCENARIO, CAMPUS, APP, PRACTICE)),
    "compare --full": Case(f"{COMPARE} --full", (SCENARIO, CAMPUS, APP, PRACTICE)),
    "compare --set": Case(f"{COMPARE} --set psap.takers=3 --arm 'Ann & <arm>: our-app, protocol.reaction=5 s'", ("Ann & <arm>",)),
    "compare --json": Case(f"{COMPARE} --json out.json", ("our-app", "our-practice"), ("out.json",)),
    "compare --csv": Case(f"{COMPARE} --csv out", ("our-active-assailant", "our-campus", "our-app"), TABLES),
    "compare --cluster": Case(f"{COMPARE} --cluster tcp://127.0.0.1:1", status=2),
    "compare --no-cache": Case(f"{COMPARE} --no-cache --verbose", (APP,)),
    "compare --raw": Case(f"{COMPARE} --raw out/raw.csv", ("our-active-assailant", "our-campus", "our-app"), ("out/raw.csv",)),
    "compare --figures": Case(f"{COMPARE} --figures out", (APP, PRACTICE), ("out/figures.json", "out/aware.svg"), is_slow=True),
    "compare --report": Case(f"{COMPARE} --report out", (SCENARIO, CAMPUS, APP, PRACTICE), PAPERS, is_slow=True),
    "compare --html": Case(f"{COMPARE} --html out/page.html", (SCENARIO, CAMPUS, APP, PRACTICE), ("out/page.html",)),
    "compare with all else": Case(
        "compare our-active-assailant.yaml --campus our-campus.yaml --strategies our-app.yaml,our-practice.yaml"
        " --baseline our-practice.yaml --precision 50% --seed 2 --workers 1 --input-pairs 1 --joint 0 --engine simpy"
        f" --structure word-of-mouth-none --no-levers {CONDITIONS}", (APP, PRACTICE), is_slow=True,
    ),
    "compare --levers": Case(
        "compare our-active-assailant.yaml --replications 2 --input-pairs 0 --workers 1 --levers", (APP, PRACTICE), is_slow=True
    ),
    "rank": Case(f"{RANK} --no-cache --verbose", (SCENARIO, CAMPUS, APP, PRACTICE), is_slow=True),
    "rank --json": Case(f"{RANK} --json out.json --csv out", ("our-app", "our-practice"), ("out.json", "out/ranking.csv")),
    "rank with all else": Case(
        "rank our-active-assailant.yaml --campus our-campus.yaml --strategies our-app.yaml,our-practice.yaml"
        " --measure first_unit_on_scene --confidence 90% --seed 2 --workers 1 --max-replications 20 --joint 0 --engine simpy"
        f" --structure word-of-mouth-none {CONDITIONS}", (APP, PRACTICE),
    ),
    "sensitivity": Case(
        f"{SENSITIVITY} --no-cache --verbose --json out.json --csv out --figure out", (SCENARIO, CAMPUS, APP, PRACTICE),
        ("out.json", "out/inputs.csv", "out/points.csv", "out/figures.json"), is_slow=True,
    ),
    "sensitivity with all else": Case(
        f"{SENSITIVITY} --campus our-campus.yaml --strategies our-app.yaml,our-practice.yaml --measure first_unit_on_scene --seed 2"
        f" --structure word-of-mouth-none --set 'psap.connect=9 s' {CONDITIONS}", (APP, PRACTICE), is_slow=True,
    ),
    "sensitivity --arm": Case(f"{SENSITIVITY} --arm 'mine: our-app, psap.connect=9 s'", (PRACTICE,), is_slow=True),
    "rank --set": Case(f"{RANK} --set psap.takers=3 --arm 'Ann & <arm>: our-app, protocol.reaction=5 s'", ("Ann & <arm>",), is_slow=True),
    "inputs": Case("inputs our-active-assailant.yaml psap --campus our-campus.yaml --fields"),
    "sweep": Case(f"{SWEEP} --no-cache --verbose", (SCENARIO, CAMPUS)),
    "sweep --json": Case(f"{SWEEP} --json out.json", ("our-app", "our-practice"), ("out.json",)),
    "sweep --csv": Case(
        f"{SWEEP.replace('--pairs', '--replications')} --csv out", ("our-app",),
        ("out/differences.csv", "out/arms.csv", "out/break_even.csv"),
    ),
    "sweep --figure": Case(f"{SWEEP} --figure out", (APP, PRACTICE), is_slow=True),
    "sweep with all else": Case(
        "sweep our-active-assailant.yaml --campus our-campus.yaml --strategies our-app.yaml,our-practice.yaml --workers 1"
        " --baseline our-practice.yaml --over protocol.reaction=5s..10s:2 --pairs 4 --measure aware_t90 --seed 2 --engine simpy"
        f" --set psap.takers=3 --arm 'Ann & <arm>: our-app, witnessing.decision=5 s' --structure word-of-mouth-none {CONDITIONS}",
        (APP, PRACTICE),
    ),
    "year": Case("year our-campus.yaml --replications 4 --workers 1 --no-cache --figure out", (CAMPUS,), ("out/belief.svg",), is_slow=True),
    "year with all else": Case(
        "year our-campus.yaml --strategies our-practice.yaml,our-app.yaml --rate cardiac-arrest=0.02 --rate active-assailant=0"
        " --rate laboratory-fire=0 --rate false-alarm=0 --rate missing-student=0 --rate gas-inside=0 --rate release-outside=0"
        " --rate swatting=0 --rate bomb-threat=0 --replications 4 --seed 2 --workers 1 --json out.json",
        writes=("out.json",), is_slow=True,
    ),
    "lab": Case("lab our-active-assailant.yaml --campus our-campus.yaml --seed 2 --engine simpy", status=2),
    "drill": Case(DRILL, status=2),
    "drill --names": Case(f"{DRILL} --names our-names.yaml", status=2),
    "drill --check": Case(f"{DRILL} --check", status=2),
    "drill --room": Case(f"{DRILL} --room --port 1 --address 127.0.0.1 --certificate our.pem --key our.pem", status=2),
    "drill --seeds": Case(f"{DRILL} --seeds", (EXERCISE,), is_slow=True),
    "drill --rehearse": Case(f"{DRILL} --rehearse", (EXERCISE,), is_slow=True),
    "drill --script": Case(
        f"{DRILL} --names our-names.yaml --script our-script.yaml --journal one.journal --others",
        (EXERCISE, "Lockdown & PA"), ("one.journal", "one.plays"),
    ),
    "drill --acknowledge": Case(f"{DRILL} --script our-script.yaml --journal one.journal --acknowledge --no-others", (), ("one.journal",)),
    "leverage": Case("leverage our-exercise.yaml --emergencies 2 --workers 1", (EXERCISE,)),
    "leverage --all": Case("leverage our-exercise.yaml --emergencies 2 --all --workers 1", (EXERCISE,)),
    "leverage --json": Case(
        "leverage our-exercise.yaml --emergencies 2 --seed 2 --workers 1 --json out.json", ("our-exercise", EXERCISE), ("out.json",)
    ),
    "kit": Case(
        "kit our-active-assailant.yaml --exercise our-exercise.yaml --starts '1:15 pm' --names our-names.yaml --out out",
        (EXERCISE, SCHOOL, PRACTICE, "1:15 p.m."),
        ("out/our-exercise-sign-in-sheet.docx", "out/our-exercise-slides.pdf", "out/our-exercise-role-cards.pdf"),
        is_slow=True,
    ),
    "kit --template": Case(
        "new template theirs\nkit our-active-assailant.yaml --exercise our-exercise.yaml --out out --template theirs.docx",
        (EXERCISE, "Name of your school"),
        ("out/our-exercise-sign-in-sheet.docx", "out/our-exercise-sign-in-sheet.pdf"), is_slow=True,
    ),
    "resume": Case("resume {journal}", status=2),
    "resume --room": Case("resume {journal} --room --port 1 --address 127.0.0.1 --certificate our.pem --key our.pem", status=2),
    "room": Case("room {journal}", status=2),
    "replay": Case("replay {journal} --trace out/trace.jsonl --waiting 0:00", ("room at T+00:00",), ("out/trace.jsonl",)),
    "export": Case(
        "export {journal} --out out --with-names", (SCHOOL, EXERCISE, PARTICIPANT),
        ("out/own-alert.cap.xml", "out/own-log.xes", "out/own-journal.csv", "out/own-traces.jsonl"),
    ),
    "export --figures": Case("export {journal} --out out --figures out", (PRACTICE,), ("out/figures.json",), is_slow=True),
    "report": Case(
        f"{REPORT} --with-names --edit out/edit.yaml", (EXERCISE, SCHOOL, PARTICIPANT, APP, PRACTICE),
        ("out/own.docx", "out/own.pdf", "out/own.html", "out/own-evidence.html", "out/own-replay.html", "out/edit.yaml"),
        is_slow=True,
    ),
    "report --format": Case(f"{REPORT} --format html", (EXERCISE, APP, PRACTICE), ("out/own.html", "out/own-replay.html"), is_slow=True),
    "report --logo": Case(f"{REPORT} --logo missing.png", status=2),
    "report --template": Case(
        f"new template theirs\n{REPORT} --format docx --template theirs.docx",
        (EXERCISE, APP, PRACTICE, "Name of your school"), ("out/own.docx", "out/own-evidence.docx"), is_slow=True,
    ),
    "report --from": Case(
        f"{REPORT} --format docx\nreport {{journal}} --format docx --out again --from out/own.docx",
        (EXERCISE, APP, PRACTICE), ("again/own.docx",), is_slow=True,
    ),
    "report --form": Case(f"{REPORT} --form --edit out/edit.yaml", status=2),
    "report --final": Case(f"{REPORT} --final 'Ann & Bo' 2026-12-01", status=2, is_slow=True),
    "sessions": Case("sessions", ("our-exercise",)),
    "sessions repair": Case("sessions repair {journal}"),
    "sessions forget": Case("sessions forget {journal}"),
    "sessions forget --texts": Case("sessions forget {journal} --texts", ("no texts of phones",)),
    "improvements": Case("improvements", ("No one & <nobody>; Write $it$ down #8; Warden",)),
    "improvements --campus": Case("improvements --campus our-campus", ("No one & <nobody>",)),
    "improvements export": Case("improvements export out/list.xlsx", ("No one & <nobody>",), ("out/list.xlsx",)),
    "improvements export --campus": Case("improvements export out/list.csv --campus our-campus", ("No one & <nobody>",), ("out/list.csv",)),
    "improvements done": Case("improvements done own improve-1 --on 2026-12-01\nimprovements", ("done 2026-12-01",)),
    "annexes": Case("annexes --campus our-campus", ("Not exercised: evacuation; lockdown",)),
    "annexes --json": Case("annexes --json out/annexes.json", (), ("out/annexes.json",)),
    "msel export": Case("msel export our-exercise.yaml out/list.xlsx", ("A neighbor & friend <x>",), ("out/list.xlsx",)),
    "msel import": Case(
        "msel export our-exercise.yaml out/list.xlsx\nmsel import out/list.xlsx our-exercise.yaml --out again.yaml\ncheck again.yaml",
        (EXERCISE, "A neighbor & friend <x>"), ("again.yaml",),
    ),
    "records add": Case(ADD, ("Site & co",)),
    "records add --exercise": Case(
        f"{ADD} --exercise own --signer 'Sam & <Lee>'\nrecords export out/log.csv", ("Site & co", "own", "Sam & <Lee>"), ("out/log.csv",)
    ),
    "records list": Case(f"{ADD}\nrecords list 'Site & co' --year 2026-27 --rules our-rules.yaml", ("Site & co",)),
    "records check": Case(
        f"{ADD}\nrecords check 'Site & co' --year 2026-27 --rules our-rules.yaml --semester 2026-08-13:2026-12-18",
        ("Our rules & <b> #10", "Site & co"),
    ),
    "records export": Case(f"{ADD}\nrecords export out/log.xlsx 'Site & co'", ("Site & co", "=1+1"), ("out/log.xlsx",)),
    "records import": Case(
        f"{ADD}\nrecords export out/log.csv\nrecords remove 1\nrecords import out/log.csv\nrecords list", ("Site & co", "=1+1")
    ),
    "records remove": Case(f"{ADD}\nrecords remove 1", ("Site & co",)),
    "training add": Case(TRAIN, ("Ann & Bo", "our-program")),
    "training from-session": Case(
        "training from-session held --program our-program.yaml --topic Talk --date 2026-03-05", (PARTICIPANT, "our-program")
    ),
    "training list": Case(f"{TRAIN}\ntraining list 'Ann & Bo'", ("Talk <b>",)),
    "training hours": Case(f"{TRAIN}\ntraining hours 'Ann & Bo' --program our-program.yaml", ("Our program & <b> #11", "Ann & Bo")),
    "training effect": Case(
        "training effect safety-professional-training our-active-assailant.yaml --replications 4 --workers 1"
        " --campus our-campus.yaml --strategies our-practice.yaml,our-app.yaml --seed 2 --json out/effect.json",
        (SCENARIO, CAMPUS), ("out/effect.json",),
    ),
    "training export": Case(f"{TRAIN}\ntraining export out/training.csv 'Ann & Bo'", ("Talk <b>",), ("out/training.csv",)),
    "training remove": Case(f"{TRAIN}\ntraining remove 1", ("Ann & Bo",)),
    "serve": Case("serve --port 1 --port 2", status=2),
    "doctor": Case("doctor --json out.json", writes=("out.json",)),
    "doctor --repair": Case("doctor --repair", ("2 of 2 as they should be",)),
    "config": Case("config", ("configuration",)),
}  # fmt: skip


def list_options(app: App, chain: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each command, by the words that call it, with each of its options and with none."""
    for name in app:
        if not name.startswith("-"):
            yield from list_options(app[name], (*chain, name))
    if chain and app.default_command is not None:
        yield chain, ""
        for argument in app.assemble_argument_collection():
            yield from ((chain, name) for name in argument.names if name.startswith("--"))


def run_lines(lines: str) -> tuple[int, str]:
    """The status of the last of some command lines, and what it printed. Those before must end with 0."""
    *before, last = lines.splitlines()
    for line in before:
        assert run_lines(line)[0] == 0
    printed = io.BytesIO()
    with redirect_stdout(io.TextIOWrapper(printed, "utf-8")) as out, redirect_stderr(out):
        status = main(shlex.split(last))
        out.flush()
        return status, printed.getvalue().decode()
