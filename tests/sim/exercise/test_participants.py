"""Who is in the room: names as they are typed, pasted or read from a file, in the journal, and nowhere else."""

import json
from pathlib import Path

import pytest

from sim.exercise import participants
from sim.exercise.conductor import CommandRejected, Conductor
from sim.exercise.decisions import DecisionResponse
from sim.exercise.events import Setup
from sim.exercise.participants import Participant, UnclearNames
from sim.exercise.replay import replay_with_decision
from sim.exercise.state import State
from tests.sim.exercise import exercises
from tests.sim.exercise.exercises import SEEDS, TEAM, begun, conducted, opened, traces

NAME, SEED = TEAM, SEEDS[TEAM]
EXERCISE = opened(NAME).exercise
KIM = Participant("nurse", "Kim Example", "North School", "kim@example.org")


def said(text: str, role: str = "") -> list[tuple[str, str]]:
    return [(one.role, one.name) for one in participants.parse_participants(text, EXERCISE, role)]


# how names are read


@pytest.mark.parametrize(
    ("line", "is_"),
    [
        ("nurse: Ada", ("nurse", "Ada")),
        ("Ada, Nurse", ("nurse", "Ada")),
        ("Ada\tnurse", ("nurse", "Ada")),
        ("ASSISTANT principal :  Ada  B.", ("assistant-principal", "Ada B.")),
        ("Ada, assistant-principal", ("assistant-principal", "Ada")),
        ("2: Ada", ("nurse", "Ada")),
        ("Principal: Lovelace, Ada", ("principal", "Lovelace, Ada")),
        ('"Lovelace, Ada", principal', ("principal", "Lovelace, Ada")),
        ("Evaluator: Ada", ("evaluator", "Ada")),
        ("Nurse：山田太郎", ("nurse", "山田太郎")),
        ("محمد، nurse", ("nurse", "محمد")),
        ("nurse: e\u0301ve", ("nurse", "\u00e9ve")),
        ("nurse: \u202eAda\u202c", ("nurse", "Ada")),
    ],
)
def test_a_name_and_its_role_in_a_line(line: str, is_: tuple[str, str]) -> None:
    assert said(line) == [is_]


def test_names_alone_are_for_the_marked_role_and_tables_have_columns_in_any_order() -> None:
    assert said("Ada\n\nnurse: Bo\nCe", "principal") == [("principal", "Ada"), ("nurse", "Bo"), ("principal", "Ce")]
    table = "\ufeffE-Mail;Role;Seat;Name;Organization\nkim@example.org;Nurse;4;Kim Example;North School\n;;;;\n"
    assert participants.parse_participants(table, EXERCISE) == [KIM]
    assert said('role,name\nnurse,"Example, Kim"\nobserver,Bo') == [("nurse", "Example, Kim"), ("observer", "Bo")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nurse: Ada\nNurs: Bo", 'line 2: no role is called "Nurs"; nearest is "Nurse"'),
        ("Ada, gardener", 'line 1: no role is called "gardener"; there is Principal, Nurse'),
        ("Ada", 'line 1: write "role: name" or "name, role"'),
        ("nurse:", "line 1: there is a role and no name"),
        ("nurse: \u200b", "line 1: there is a role and no name"),
        ("nurse: A\x1b[31m", "line 1: an unprintable character (U+001B); take it out"),
        ("nurse: " + 101 * "a", "line 1: longer than 100 characters"),
        ("name,role\nAda,nurse\n,nurse", "line 3: there is a role and no name"),
        ("name,role\nAda,nurse\nBo,", "line 3: no role; there is Principal"),
        ("name,e-mail\nAda,a@example.org", 'line 1: no column "role"; the first line names the columns'),
        ("", "there is no name in it"),
        ("name,role\n", "there is no name in it"),
        ("\n".join(1000 * ["nurse:"]), "line 40: there is a role and no name; the lines below were not read"),
        ("\n".join(501 * ["nurse: Ada"]), "501 people; 500 is the most"),
    ],
)
def test_what_cannot_be_understood_is_said_with_its_line(text: str, says: str) -> None:
    with pytest.raises(UnclearNames) as caught:
        participants.parse_participants(text, EXERCISE)
    assert says in str(caught.value)


def test_every_line_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(UnclearNames) as caught:
        participants.parse_participants("a: b\nnurse: Ada\nc: d", EXERCISE)
    assert [one.partition(":")[0] for one in caught.value.said] == ["line 1", "line 3"]


def test_a_file_is_read_as_it_comes_from_a_spreadsheet(tmp_path: Path) -> None:
    table = "name,role,organization,email\r\nKim Example,nurse,North School,kim@example.org\r\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        (tmp_path / "people.csv").write_bytes(table.encode(encoding))
        assert participants.read_participants_file(tmp_path / "people.csv", EXERCISE) == [KIM]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"name,role\nJos\xe9,nurse", 'people.csv: line 2: not UTF-8; save it as "CSV UTF-8"'),
        (b"name,role\nAda,cook", 'people.csv: line 2: no role is called "cook"'),
        (b"x" * 1_000_001, "people.csv: is too large for a list of people"),
        (None, "people.csv: there is no such file"),
    ],
)
def test_a_bad_file_is_said_with_its_name(data: bytes | None, says: str, tmp_path: Path) -> None:
    if data is not None:
        (tmp_path / "people.csv").write_bytes(data)
    with pytest.raises(UnclearNames, match=r"people\.csv") as caught:
        participants.read_participants_file(tmp_path / "people.csv", EXERCISE)
    assert says in str(caught.value)


def test_a_folder_is_no_file_of_people(tmp_path: Path) -> None:
    with pytest.raises(UnclearNames, match="is not a file"):
        participants.read_participants_file(tmp_path, EXERCISE)


def test_somebody_who_is_named_twice_is_there_once_with_what_was_said_later() -> None:
    people, more = [KIM, Participant("nurse", "Bo")], [Participant("nurse", "KIM EXAMPLE", contact="k@x.org")]
    again = participants.merge_participants(people, more)
    assert again == [Participant("nurse", "Kim Example", "North School", "k@x.org"), Participant("nurse", "Bo")]


def test_participants_by_role_are_in_the_order_of_the_exercise() -> None:
    people = [Participant("observer", "O"), KIM, Participant("principal", "P"), Participant("principal", "Q")]
    counts = [(role, len(here)) for role, here in participants.group_by_role(people, EXERCISE).items()]
    assert counts == [("principal", 2), ("nurse", 1), ("observer", 1)]


# in the journal


def test_names_are_in_the_journal_and_come_back_with_it() -> None:
    conductor = conducted(["nurse"], NAME, SEED)
    conductor.set_participants([KIM])
    conductor.set_participants([KIM, Participant("evaluator", "Bo")])
    assert conductor.state.participants == {"nurse": (KIM,), "evaluator": (Participant("evaluator", "Bo"),)}
    assert Conductor(opened(NAME), conductor.journal).state.participants == conductor.state.participants


def test_who_was_named_when_it_began_is_a_participant() -> None:
    conductor = begun(Setup(NAME, SEED, {"nurse": "second table", "principal": ""}))
    assert conductor.state.participants == {"nurse": (Participant("nurse", "second table"),)}


def test_a_role_that_there_is_not_is_refused() -> None:
    conductor = conducted([], NAME, SEED)
    before = len(conductor.state.log)
    with pytest.raises(CommandRejected, match="no role 'cook'"):
        conductor.set_participants([Participant("cook", "Ada")])
    assert len(conductor.state.log) == before


@pytest.mark.slow
def test_nothing_that_happens_depends_on_who_is_named() -> None:
    """The same script with names and without: but for the entry itself, and for the names in the first one, the journals say the same."""
    plain = exercises.finished(TEAM)
    named = exercises.prepared(opened(NAME), SEED)
    for entry in plain.journal.entries():
        named.journal.append(*entry[1:4], json.loads(entry.payload))
        if entry.seq == 40:
            named.journal.append(entry.room_time, entry.incident_time, "people", {"people": [KIM.to_json()]})
    named = Conductor(opened(NAME), named.journal)
    assert traces(named) == traces(plain)
    counted = [one for one in exercises.list_significant(named.journal.entries()) if one[1] != "people"]
    assert counted == exercises.list_significant(plain.journal.entries())
    assert named.state.participants == {"nurse": (KIM,)}


def test_what_if_plays_past_names() -> None:
    conductor = conducted(["nurse", "principal"], NAME, SEED)
    conductor.set_participants([KIM])
    while conductor.state.current_decision is None:
        conductor.jump()
    name = conductor.state.current_decision.decision.id
    conductor.submit_decision(name, DecisionResponse(option="1"))
    conductor.set_participants([KIM])
    state, other = State(opened(NAME)), DecisionResponse(talk_only="no")
    found = replay_with_decision(state, conductor.journal.entries(), name, other)
    assert found.decision == name
