"""Which units a post is held in: one of them, or every one of a sort."""

import re
from dataclasses import dataclass

_KEY_OR_CODE = re.compile(r"[a-z0-9_]+")
_ANY = "department"


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """Either one unit, or all units of a `sort`, perhaps only `within` a place.

    `sort` is a level of places, a kind of departments, or `department` for all
    departments.
    """

    unit: str = ""
    sort: str = ""
    within: str = ""

    @property
    def is_any_department(self) -> bool:
        """Whether departments of every kind are meant."""
        return self.sort == _ANY


def parse_units(text: str) -> Units:
    """Read `water`, `220104`, `every street in 220104` or `every department`.

    Raises:
        ValueError: one sentence that says what would be right.
    """
    words = text.split()
    if not all(_KEY_OR_CODE.fullmatch(word) for word in words):
        words = []
    match words:
        case [unit] if unit != "every":
            return Units(unit=unit)
        case ["every", sort]:
            return Units(sort=sort)
        case ["every", sort, "in", within]:
            return Units(sort=sort, within=within)
        case _:
            raise ValueError(
                f"\"{text}\" names no unit; write a department's key, a place's code, "
                'or such as "every street in 220104".'
            )
