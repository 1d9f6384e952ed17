"""Where the dashes of a line begin: no broken line, however short, looks solid."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["fitted", "shows_gap"]

#: Least gap that is seen, millimetres on paper.
_LEAST = 0.6


def fitted(pattern: Sequence[float], length: float) -> tuple[float, tuple[float, ...]]:
    """Return where in a pattern a line begins, and its pattern, so that a gap is seen.

    Parameters
    ----------
    pattern : sequence of float
        Dash, gap, ..., in the units of the length, which are millimetres on paper; empty for a solid line.
    length : float
        Of the line.

    Returns
    -------
    tuple of (float, tuple of float)
        The phase, and the pattern. A line shorter than two of its dashes and a gap has the middle of the pattern in its middle; of one
        shorter than three gaps, a third is the gap.

    Examples
    --------
    >>> fitted((3.0, 1.2), 20.0)
    (0.0, (3.0, 1.2))
    >>> fitted((3.0, 1.0), 5.0)  # one millimetre into the first dash: two of dash, one of gap, two of dash
    (1.0, (3.0, 1.0))
    """
    steps = tuple(pattern)
    if not steps or length >= 2 * steps[0] + steps[1]:
        return 0.0, steps
    dash, gap = steps[:2]
    if length < 3 * gap:
        seen = max(length / 3, min(_LEAST, length / 2))
        return 0.0, ((length - seen) / 2, seen)
    # Of a pattern of long and short dashes, the short one with its two gaps where there is room for them.
    whole = len(steps) == 4 and length >= 2 * sum(steps[1:])
    middle = dash + gap + steps[2] / 2 if whole else dash + gap / 2
    return (middle - length / 2) % sum(steps), steps


def shows_gap(phase: float, pattern: Sequence[float], length: float, least: float = _LEAST) -> bool:
    """Say whether a line shows a gap between two dashes: ``least`` wide, or a third of a line too short for that.

    Examples
    --------
    >>> shows_gap(0.0, (3.0, 1.2), 2.9), shows_gap(0.0, (3.0, 1.2), 4.0), shows_gap(0.0, (3.0, 1.2), 4.5)
    (False, False, True)
    """
    if not pattern:
        return False
    wanted = min(least, length / 3) - 1e-6
    at, k = -phase, 0
    while at < length:
        end = at + pattern[k % len(pattern)]
        if k % 2 and at > 0 and end < length and end - at >= wanted:
            return True
        at, k = end, k + 1
    return False
