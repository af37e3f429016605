"""Numbered lists to which a plug-in adds: purposes of draws, kinds of events, channels."""

from enum import IntEnum
from typing import Self

LIMIT = 256
"""Above all numbers."""


class Numbering(IntEnum):
    """A list whose numbers are never given anew: random streams, traces and journals depend on them."""

    @classmethod
    def add(cls, name: str, number: int) -> Self:
        """A further member, the same one when it is added again. Raises ValueError for a name or number that is taken or too large."""
        known = cls._value2member_map_.get(number)
        if known is not None and known.name == name:
            return cls(number)
        if known is not None or name in cls.__members__ or not 0 < number < LIMIT:
            raise ValueError(f"{cls.__name__} {name} = {number}: the name or number is taken, or not below {LIMIT}")
        member = int.__new__(cls, number)
        member._name_, member._value_ = name, number
        cls._member_names_.append(name)
        cls._member_map_[name] = cls._value2member_map_[number] = member
        return member
