"""Why there is no value: one vocabulary for tables, maps, pages and functions.

The words speak of the data used, never of the sea or of a country: that no survey is in a collection does not say that nobody
surveyed, and that no catch is in a file does not say that nobody fished.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "BELOW",
    "KINDS",
    "NOT_APPLICABLE",
    "NO_ASSESSMENT",
    "NO_CATCH",
    "NO_EFFORT",
    "NO_SURVEY",
    "NO_VALUE",
    "OUTSIDE",
    "OUTSIDE_IN_PART",
    "REASONS",
    "WITHHELD",
    "reason_kind",
]

#: The data used hold nothing for the place and time; the words are of the kind of data.
NO_SURVEY: Final = "no survey in the data used"
NO_CATCH: Final = "no catch reported in the data used"
NO_EFFORT: Final = "no effort reported in the data used"
NO_ASSESSMENT: Final = "no assessment in the data used"
NO_VALUE: Final = "no value in the data used"
#: The place lies beyond the area that the data cover.
OUTSIDE: Final = "outside the data used"
#: Part of the place lies beyond the data, and in the rest there is nothing that could have a value.
OUTSIDE_IN_PART: Final = f"{OUTSIDE} in part, not applicable in the rest"
#: The publisher has a value and does not publish it; the publisher's rule may follow, as in ``withheld at source: fewer than 3 vessels``.
WITHHELD: Final = "withheld at source"
#: There is nothing that could have a value, such as coral cover where no reef is known; what is lacking may follow.
NOT_APPLICABLE: Final = "not applicable"
#: There are data, but less than the record of the indicator asks for; what was found and what is asked follow.
BELOW: Final = "below minimum: "

#: Beginnings of all reasons. 'withheld: ...' is of a pack that withholds values from its readers, by the rule that follows.
REASONS: Final = (
    NO_SURVEY, NO_CATCH, NO_EFFORT, NO_ASSESSMENT, NO_VALUE, OUTSIDE, WITHHELD, "withheld: ", NOT_APPLICABLE, BELOW,
)  # fmt: skip

#: Kinds of reasons; maps have a texture for each.
KINDS: Final = ("no data", "withheld", "not applicable", "below minimum")


def reason_kind(reason: str) -> str:
    """Return the kind of a reason: one of ``KINDS``; the empty text for no reason.

    Examples
    --------
    >>> reason_kind("no survey in the data used"), reason_kind("withheld at source: fewer than 3 vessels"), reason_kind("")
    ('no data', 'withheld', '')
    >>> reason_kind("below minimum: n_sites 2 < 3")
    'below minimum'
    """
    return next((kind for kind in KINDS[1:] if reason.startswith(kind)), reason and KINDS[0])
