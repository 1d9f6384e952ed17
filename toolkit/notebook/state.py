"""What the explorer shows, as values: it can be compared, kept, and written as code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolkit.claims.faces import Faces
    from toolkit.claims.model import ClaimSet
    from toolkit.claims.scenarios import Scenario
    from toolkit.overlay.table import IndicatorTable

__all__ = ["CLAIMS_MAP", "State", "compute", "draw", "read"]

#: Stands for "no indicator": the map of claims.
CLAIMS_MAP = "claims"


@dataclass(frozen=True)
class State:
    """A region, a claim set, choices of a scenario, an indicator and its time.

    Attributes
    ----------
    region : str
        Region id.
    claims : str
        Path of the user's claims; '' for the embedded set.
    choices : mapping of str to str
        Axis -> choice, where it is not the base of the set.
    indicator : str
        Identifier, or ``"claims"`` for the map of claims.
    time : str
        As in the table; '' for the latest.
    claimant_column : str
        Column of the user's claims that names the claimants, where it is not found by itself.
    """

    region: str = "south-china-sea"
    claims: str = ""
    choices: dict[str, str] = field(default_factory=dict, hash=False)
    indicator: str = CLAIMS_MAP
    time: str = ""
    claimant_column: str = ""

    @property
    def scenario(self) -> Scenario | None:
        """The scenario of the choices; None for the base."""
        from toolkit.claims.scenarios import Scenario

        if not self.choices:
            return None
        name = ", ".join(f"{axis} {value}" for axis, value in sorted(self.choices.items()))
        return Scenario.from_dict({"name": name, **self.choices})

    def code(self) -> str:
        """Return the state as three lines of code that make the same map.

        Examples
        --------
        >>> print(State("yellow-sea").code())
        faces = tk.partition(tk.read_claims('yellow-sea'), within=tk.regions()['yellow-sea'])
        table = tk.standard_table(faces)[0]
        tk.map_claims(faces, 'yellow-sea')
        """
        scenario = self.scenario
        said = "" if scenario is None else f", scenario=tk.{scenario!r}"
        column = f", claimant_column={self.claimant_column!r}" if self.claims and self.claimant_column else ""
        time = f", time={self.time!r}" if self.time else ""
        last = (
            f"tk.map_claims(faces, {self.region!r})"
            if self.indicator == CLAIMS_MAP
            else f"tk.map_indicator(faces, table, {self.indicator!r}, {self.region!r}{time}, reefs=tk.read_reef_grid())"
        )
        return (
            f"faces = tk.partition(tk.read_claims({(self.claims or self.region)!r}{column}), "
            f"within=tk.regions()[{self.region!r}]{said})\n"
            f"table = tk.standard_table(faces)[0]\n{last}"
        )


def compute(state: State) -> tuple[Faces, IndicatorTable]:
    """Return faces and standard table of a state, by the same verbs as its code."""
    from toolkit.catalog.regions import region
    from toolkit.claims.partition import partition
    from toolkit.overlay.standard import standard_table

    faces = partition(read(state), within=region(state.region), scenario=state.scenario)
    return faces, standard_table(faces)[0]


def read(state: State) -> ClaimSet:
    """Return the claims of a state, with all their variants."""
    from toolkit.claims.read import read_claims

    if not state.claims:
        return read_claims(state.region)
    return read_claims(state.claims, claimant_column=state.claimant_column or None)


def draw(state: State, faces: Faces, table: IndicatorTable) -> Any:
    """Return the map of a state."""
    from toolkit.cartography.figures import map_claims, map_indicator
    from toolkit.catalog.embedded import read_reef_grid

    if state.indicator == CLAIMS_MAP:
        return map_claims(faces, state.region)
    return map_indicator(faces, table, state.indicator, state.region, time=state.time or None, reefs=read_reef_grid())
