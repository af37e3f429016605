"""The levers that the files of an emergency state, each with the inputs and the switches that it changes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from pydantic import BaseModel

from scenarios.campus import Campus, LineWithLever
from scenarios.diagnostics import Finding, FindingPath, quote
from scenarios.hazards import HazardModel
from scenarios.inputs import Input, iterate_named_inputs, label_item
from scenarios.levers import Cost, Lever, LeverBase
from scenarios.scenario import Adoption, Emergency
from scenarios.validation.limits import iterate_inputs


class LeverInput(NamedTuple):
    """An input that a lever changes. to: its median or chance then, in its own unit."""

    name: str
    source: Input
    to: float


class LeverSwitch(NamedTuple):
    """A plain field that a lever sets."""

    name: str
    to: bool


@dataclass(frozen=True)
class StatedLever:
    """A lever, put together from all inputs and lines that name it. kept: the chance that a draw of its inputs is as changed."""

    id: str
    says: str
    cost: Cost
    kept: float
    row: int | None
    note: str | None
    inputs: tuple[LeverInput, ...]
    switches: tuple[LeverSwitch, ...]

    def adopt(self, emergency: Emergency) -> Emergency:
        """The emergency with the inputs of the lever changed; its switches are settings."""
        adopted = {change.name: Adoption(change.to, self.kept) for change in self.inputs}
        return replace(emergency, adopted={**emergency.adopted, **adopted})


def collect_levers(models: Iterable[BaseModel]) -> dict[str, StatedLever]:
    """By id, in the order of the files."""
    stated: dict[str, LeverBase] = {}
    inputs: dict[str, dict[str, LeverInput]] = {}
    switches: dict[str, dict[str, LeverSwitch]] = {}
    for model in models:
        for name, source in iterate_named_inputs(model):
            if source.lever is not None:
                _keep_full(stated, source.lever)
                change = LeverInput(name, source, source.lever.to)
                inputs.setdefault(source.lever.id, {}).setdefault(name, change)
        for name, lever, to in _iterate_line_levers(model):
            _keep_full(stated, lever)
            for switch, on in to.items():
                found = LeverSwitch(f"{name}.{switch}", on)
                switches.setdefault(lever.id, {}).setdefault(found.name, found)
    return {
        name: StatedLever(
            name,
            lever.says or name,
            lever.cost or "none",
            _read_kept(lever),
            lever.row,
            lever.note,
            tuple(inputs.get(name, {}).values()),
            tuple(switches.get(name, {}).values()),
        )
        for name, lever in stated.items()
    }


def _keep_full(stated: dict[str, LeverBase], lever: LeverBase) -> None:
    """Keeps a statement by the id of its lever, in place of one that is not in full."""
    if lever.id not in stated or (lever.is_full and not stated[lever.id].is_full):
        stated[lever.id] = lever


def _read_kept(lever: LeverBase) -> float:
    return lever.kept if isinstance(lever, Lever) else 1.0


def _iterate_line_levers(model: BaseModel) -> Iterator[tuple[str, LeverBase, dict[str, bool]]]:
    """(name of the line, lever, switches that it sets)."""
    if isinstance(model, Campus):
        named: dict[str, Sequence[LineWithLever]] = {"zones": model.zones, "roster": model.roster}
        for key, lines in named.items():
            for place, line in enumerate(lines):
                if line.lever is not None:
                    yield f"{key}.{label_item(line, place)}", line.lever, dict(line.lever.to)


def _is_decided_by_people(model: BaseModel, where: FindingPath) -> bool:
    """Whether an input of the hazard is a decision of people. where: of the lever."""
    hazard = model.__dict__.get("hazard")
    return isinstance(hazard, HazardModel) and ".".join(map(str, where[1:-1])) in hazard.decided_by_people


def check_levers(model: BaseModel) -> Iterator[Finding]:
    """Levers of a hazard, and levers that are stated in full nowhere or twice."""
    statements = list(_iterate_statements(model))
    full = [lever.id for _, lever in statements if lever.is_full]
    told: set[str] = set()
    for where, lever in statements:
        name = f"lever {quote(lever.id)}"
        if where[0] == "hazard" and not _is_decided_by_people(model, where):
            yield Finding(where, "the hazard is the same in every arm, so it has no lever; leave this out")
        if lever.id not in {*full, *told}:
            yield Finding((*where, "id"), f'{name} is stated in full nowhere; give "says", "cost" and "row" or "note"')
        if lever.is_full and lever.id in told:
            yield Finding((*where, "id"), f"{name} is stated in full above; write id and to alone, or another id")
        told |= {lever.id} if lever.is_full or lever.id not in full else set()


def _iterate_statements(model: BaseModel) -> Iterator[tuple[FindingPath, LeverBase]]:
    """Each lever with its place in the file; of a file with mistakes, those of the parts that are sound."""
    for where, source in iterate_inputs(model):
        if source.__dict__.get("lever") is not None:
            yield (*where, "lever"), source.lever  # type: ignore[misc]
    for key in ("zones", "roster") if isinstance(model, Campus) else ():
        for place, line in enumerate(model.__dict__.get(key, ())):
            if line.__dict__.get("lever") is not None:
                yield (key, place, "lever"), line.lever
