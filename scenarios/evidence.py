"""Evidence for an input: measured, fitted or assumed, with source, sample and plausible range.

Every uncertain input of a file carries an `Evidence`. An unmeasured one is `assumed` and gives the range in which the truth may lie,
because the verdict of a comparison is tested at both ends. Rows refer to the project's own table of evidence, which `rows_by_number()`
reads from `scenarios/tables/evidence.yaml`.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated, Generic, Literal, Self, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from scenarios.base import FileModel, Text, UnitGeneric
from scenarios.compliance import parse_date
from scenarios.diagnostics import quote, validation_error
from scenarios.loading.files import decode
from scenarios.loading.loader import build_model, parse_document
from scenarios.units import Dimension, format_number

Q = TypeVar("Q", bound=float)
Basis = Literal["measured", "fitted", "assumed"]
Control = Literal["lever", "measurable", "unknowable"]
"""What a school can do about an input: change it, find it out by a drill or from records, or neither."""
CONTROLS: tuple[Control, ...] = ("lever", "measurable", "unknowable")
"""From the most that a school can do to the least."""
LAST_ROW = 599
"""No row of the evidence table has a higher number. Rows keep their numbers; some are not given yet."""


def split_range(value: object) -> object:
    """The two ends of a range written as `5 s to 45 s`; anything else as it is."""
    if not isinstance(value, str):
        return value
    low, to, high = value.partition(" to ")
    if not to or " to " in high:
        raise validation_error(f"{quote(value)} is not a range", 'write the two ends with their units, "5 s to 45 s"')
    return {"low": low.strip(), "high": high.strip()}


class Range(UnitGeneric, FileModel, Generic[Q]):
    """Two ends between which the truth plausibly lies, low below high."""

    low: Q
    high: Q

    @model_validator(mode="after")
    def _require_order(self) -> Self:
        if self.low >= self.high:
            raise validation_error(
                f"{self._format_end(self.low)} is not below {self._format_end(self.high)}",
                "write the lower end first" if self.low > self.high else "a range has two ends that differ",
            )
        return self

    def _format_end(self, end: float) -> str:
        marks = type(self).model_fields["low"].metadata
        return next((mark.format(end) for mark in marks if isinstance(mark, Dimension)), format_number(end))


def as_list(value: object) -> object:
    """A value alone as a list of one."""
    return value if isinstance(value, list | tuple) else (value,)


Row = Annotated[int, Field(ge=1, le=LAST_ROW, strict=True)]


def _require_known_row(row: int) -> int:
    known = rows_by_number()
    if row not in known:
        raise validation_error(
            f"{row} is no row of scenarios/tables/evidence.yaml",
            f"its rows are {min(known)} to {max(known)}; for what is not in it, "
            'leave out "row" and give a "source" or a "note"',
        )
    return row


CitedRow = Annotated[int, Field(ge=1, strict=True), AfterValidator(_require_known_row)]


class Evidence(UnitGeneric, FileModel, Generic[Q]):
    """The evidence behind one input.

    row: rows of the evidence table. source: who found it, in words. sample: how many observations. range: where the median of the input (of
    a yes or no: its chance) plausibly lies. note: anything a reader has to know, such as why there is no range. control: what a school can
    do about it, where the rows do not say it or say otherwise; `find_control` is what holds.
    """

    basis: Basis
    row: Annotated[tuple[CitedRow, ...], BeforeValidator(as_list)] = ()
    source: Text | None = None
    sample: Annotated[int, Field(ge=1, strict=True)] | None = None
    range: Annotated[Range[Q] | None, BeforeValidator(split_range)] = None
    note: Text | None = None
    control: Control | None = None

    def find_control(self) -> Control:
        """`control`, or else that of the rows: of several the one in which a school can do least. Unknowable without either."""
        if self.control is not None:
            return self.control
        of_rows = [rows_by_number()[row].control or "unknowable" for row in self.row]
        return max(of_rows, key=CONTROLS.index, default="unknowable")

    @model_validator(mode="after")
    def _require_complete(self) -> Self:
        if self.basis == "assumed" and self.range is None and self.note is None:
            raise validation_error(
                "an assumed input has no range",
                'give "range", such as "5 s to 45 s", or a "note" that says why there is none',
                at=("basis",),
            )
        if self.basis != "assumed" and not self.row and self.source is None:
            raise validation_error(f"a {self.basis} input has no source", 'give "row" or "source"', at=("basis",))
        return self


Tag = Literal["assumed", "fitted", "unverified"]


def _require_address(text: str) -> str:
    if "…" in text or not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+(/\S*)?", text):
        raise validation_error(
            f"{quote(text)} is no address", 'write it without https://, such as "nena.org/news/514408"'
        )
    return text


def _parse_partial_date(value: object) -> str:
    text = str(value)
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        raise validation_error(f"{quote(text)} is no date", "as much of it as is known: 2018, 2018-05 or 2018-05-22")
    parse_date(f"{text}-01-01"[: len("2018-05-22")])
    return text


class SourcePage(FileModel):
    """Where something was read. publisher: who put it there, None where the site does not say plainly whose it is. note: what it is, where
    publisher and title do not say it.

    title, dated: those of the page, None where it was not found to be read again. look_for: where the whole address was never noted: words
    to find the page by, and the address is that of the site.
    """

    publisher: Text | None = None
    note: Text | None = None
    title: Text | None = None
    dated: Annotated[str, BeforeValidator(_parse_partial_date)] | None = None
    address: Annotated[Text, AfterValidator(_require_address)]
    look_for: Text | None = None

    @model_validator(mode="after")
    def _require_locator(self) -> Self:
        whole = "/" in self.address
        if not whole and self.look_for is None:
            raise validation_error(
                f"{self.address} is a site and no page",
                'give the whole address, or "look_for": words to find the page by',
                at=("address",),
            )
        if whole and self.look_for is not None:
            raise validation_error("a whole address and words to look for", 'leave out "look_for"', at=("look_for",))
        return self


Number = Annotated[int, Field(ge=1, strict=True)]


class EvidenceSource(FileModel):
    """A source, with its number as in `[5]`. pages: where it was read; several say the same, or each a part."""

    number: Number
    pages: Annotated[tuple[SourcePage, ...], Field(min_length=1)]


class EvidenceRow(FileModel):
    """The evidence for one parameter.

    recommended: the figure or distribution, in words. basis: what it rests on, citing sources by number. tags: `assumed` where no published
    figure was found, `fitted` where a distribution was fitted to points, `unverified` where something is stated from general knowledge.
    control, control_reason: what a school can do about the inputs that cite the row, and how or why not; None where no input cites it.
    sources: their numbers.
    """

    row: Row
    parameter: Text
    recommended: Text
    basis: Text
    control: Control | None = None
    control_reason: Text | None = None
    tags: tuple[Tag, ...]
    sources: tuple[Number, ...] = ()


def _require_ascending(key: str, name: str, numbers: Sequence[int]) -> None:
    for at, (before, number) in enumerate(pairwise(numbers), start=1):
        if number <= before:
            raise validation_error(f"{number} stands after {before}", "numbers rise, each once", at=(key, at, name))


class EvidenceTable(FileModel):
    """The file of the rows and of the sources that they cite, each in the order of their numbers. warning: what to know before reading any
    of them.
    """

    evidence: Text
    warning: Text
    rows: tuple[EvidenceRow, ...]
    sources: tuple[EvidenceSource, ...]

    @model_validator(mode="after")
    def _require_numbering(self) -> Self:
        _require_ascending("rows", "row", [row.row for row in self.rows])
        _require_ascending("sources", "number", [source.number for source in self.sources])
        return self

    @model_validator(mode="after")
    def _require_citations(self) -> Self:
        listed = {source.number for source in self.sources}
        for at, row in enumerate(self.rows):
            for place, number in enumerate(row.sources):
                if number not in listed:
                    raise validation_error(
                        f"{number} is no source of this table",
                        'add it under "sources"',
                        at=("rows", at, "sources", place),
                    )
        cited = {number for row in self.rows for number in row.sources}
        for at, source in enumerate(self.sources):
            if source.number not in cited:
                raise validation_error(
                    f"{source.number} is cited by no row",
                    "leave the source out, or cite it",
                    at=("sources", at, "number"),
                )
        return self


@cache
def load_evidence_table() -> EvidenceTable:
    """The evidence table of the project, read once."""
    file = "scenarios/tables/evidence.yaml"
    data = files("scenarios").joinpath("tables", "evidence.yaml").read_bytes()
    return build_model(parse_document(decode(file, data)), EvidenceTable)


def rows_by_number() -> Mapping[int, EvidenceRow]:
    """The rows of the evidence table, by number."""
    return MappingProxyType({row.row: row for row in load_evidence_table().rows})


def sources_by_number() -> Mapping[int, EvidenceSource]:
    """The sources of the evidence table, by number."""
    return MappingProxyType({source.number: source for source in load_evidence_table().sources})
