"""The base of every file model, and the checks that they share.

A record is frozen, refuses keys that are not words of the format, and takes nothing for something else: `yes` is not a true or false, `"3"`
is not a count.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StringConstraints
from pydantic_core import PydanticKnownError

from scenarios.diagnostics import quote, validation_error
from scenarios.invisible import has_visible
from scenarios.units import BY_NOUN, Dimension


def _require_visible(text: str) -> str:
    if not has_visible(text):
        raise PydanticKnownError("string_too_short", {"min_length": 1})
    return text


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_require_visible)]
"""Words for people; may not be empty."""
YesNo = StrictBool
"""Written `true` or `false`, never `yes` or `no`."""
Positive = Annotated[float, Field(gt=0, le=1e6, strict=True)]
"""A plain number above 0, such as a weight or a shape."""


class Absent(Exception):
    """A part of a file is asked for that is wrong, and so is not there."""


class UnitGeneric(BaseModel):
    """Base of generic records that exist once for each unit: `Lognormal[Seconds]` is named `Lognormal[time]`.

    Such a class is made on the fly, so pickle cannot find it by name in another process; it is made again there.
    """

    model_config = ConfigDict(frozen=True)

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """The class name with the noun of the unit, the same in every process."""
        return f"{cls.__name__}[{_unit_noun(params[0])}]"

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Pickled as the class before its unit was put in, the unit, and the state."""
        generic: dict[str, Any] = getattr(type(self), "__pydantic_generic_metadata__", {})
        if not generic.get("origin"):
            return super().__reduce_ex__(protocol)
        state: object = self.__getstate__()
        return _restore, (generic["origin"], _unit_noun(generic["args"][0])), state


def _unit_noun(unit: Any) -> str:
    marks = getattr(unit, "__metadata__", ())
    return next((mark.noun for mark in marks if isinstance(mark, Dimension)), str(unit))


def _restore(origin: Any, noun: str) -> Any:
    made = origin[BY_NOUN[noun]]
    return made.__new__(made)


class FileModel(BaseModel):
    """A mapping in a file. Frozen; unknown keys are refused.

    Raises Absent for a part that was wrong, where the rest of the file is looked at all the same.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if name in type(self).model_fields:
                raise Absent(name)
            return super().__getattr__(name)


def require_ascending(*values: tuple[str, float], strictly: bool = True) -> None:
    """Refuses named values that do not rise from each to the next. strictly: equal ones are refused too."""
    for (low_name, low), (high_name, high) in pairwise(values):
        if low > high or (strictly and low == high):
            relation = "is not below" if strictly else "is above"
            raise validation_error(f"{quote(low_name)} {relation} {quote(high_name)}", at=(low_name,))


def require_positive(**values: float) -> None:
    """Refuses named values that are 0."""
    for name, value in values.items():
        if value <= 0:
            raise validation_error(f"{quote(name)} is 0", f"{quote(name)} must be above 0", at=(name,))


def require_one(given: Iterable[str], allowed: Iterable[str], what: str) -> str:
    """The one key that is given; refuses none and several. what: the noun for the message, such as "a distribution"."""
    found, names = list(given), ", ".join(allowed)
    if not found:
        raise validation_error(f"there is no {what}", f"give one of {names}")
    if len(found) > 1:
        raise validation_error(f"there is more than one {what}: {', '.join(found)}", "give one", at=(found[1],))
    return found[0]
