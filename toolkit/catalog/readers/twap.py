"""Indicators of Large Marine Ecosystems (TWAP): eleven tables with mixed separators, notes in trailing columns, spaced thousands.

Values belong to the ecosystem as a whole; no polygon comes with them. The ten-year table does not always follow from the
annual ones: quote it as printed, compute trends from the annual tables.
"""

from __future__ import annotations

from toolkit.catalog.readers.flat import Field, FlatTable, as_layouts, whole, word

__all__ = ["LAYOUTS", "TABLES"]

_ID = "twap-lme"
_YEAR = whole("IYear", "year", 1900, 2100)
_LME = whole("LME", "lme", 1, 99)


def _number(column: str, name: str, unit: str, low: float | None = 0, high: float | None = None, *, spaced: bool = False) -> Field:
    return Field(column, name, unit, low, high, spaced=spaced)


def _percent(column: str, name: str) -> Field:
    return Field(column, name, "percent", 0, 100)


#: Goals of the Ocean Health Index, as headed in the table.
_GOALS = ("Index", "MAR", "FP", "FIS", "AO", "NP", "CP", "CS", "ECO", "LE", "LIV", "TR", "LSP", "SP", "ICO", "CW", "SPP", "BD", "HAB")

TABLES = (
    FlatTable(
        layout="twap-catch",
        title="TWAP catch and landed value by LME",
        dataset_id=_ID,
        fields=(_YEAR, _LME, _number("Catch (tonnes/year)", "catch", "t/year"), _number("Landed value (USD/year)", "landed_value", "USD")),
        key=("year", "lme"),
        notes=("landed value is in real US dollars of 2005",),
    ),
    FlatTable(
        layout="twap-bottom-catch",
        title="TWAP catch by bottom gear by LME",
        dataset_id=_ID,
        fields=(_YEAR, _LME, _number("Catch (Tonnes/year)", "bottom_catch", "t/year")),
        key=("year", "lme"),
    ),
    FlatTable(
        layout="twap-trophic-index",
        title="TWAP marine trophic index and fishing-in-balance by LME",
        dataset_id=_ID,
        fields=(_YEAR, _LME, _number("MTI", "marine_trophic_index", "1", 1, 6), _number("FiB", "fishing_in_balance", "1", None)),
        key=("year", "lme"),
        notes=("MTI here is the mean trophic level of the whole catch",),
    ),
    FlatTable(
        layout="twap-footprint",
        title="TWAP ecological footprint by LME",
        dataset_id=_ID,
        fields=(_YEAR, _LME, _number("EcolFP", "ecological_footprint", "1")),
        key=("year", "lme"),
        notes=("the footprint can exceed 1",),
    ),
    FlatTable(
        layout="twap-effort",
        title="TWAP effective fishing effort by LME",
        dataset_id=_ID,
        fields=(
            whole("Year", "year", 1900, 2100),
            _LME,
            word("LME_name", "lme_name"),
            _number("Effective Effort (kilowatt)", "effective_effort", "kW", spaced=True),
        ),
        key=("year", "lme"),
    ),
    FlatTable(
        layout="twap-ten-year",
        title="TWAP ten-year averages of fisheries indicators by LME",
        dataset_id=_ID,
        fields=(
            whole("LME Number", "lme", 1, 99),
            word("LME Name", "lme_name"),
            _number("Ratio value of Fishing subsidy to landed value", "subsidy_ratio", "1"),
            _number("Ecological footprint or primary prod required (PPR)", "ecological_footprint", "1"),
            _number(
                "Marine trophic index (MTI): change in the average value of MTI in the 2000s from that in the 1950s",
                "mti_change",
                "1",
                None,
            ),
            _number(
                "Fishing in Balance index (FiB): change in the average value of FIB in the 2000s from that in the 1950s",
                "fib_change",
                "1",
                None,
            ),
            _percent(
                "Stock status (number): number of stocks in the collapsed and overexploited stages as a % of the total number of stocks "
                "between 2000-2010",
                "stocks_collapsed_overexploited",
            ),
            _percent(
                "Stock status (biomass): catch biomass of stocks in the collapsed and overexploited stages as % of the total catch biomass "
                "between 2000-2010",
                "catch_collapsed_overexploited",
            ),
            _percent("Catch from bottom trawling gears as % of total catch", "bottom_share"),
            _number("% change in catch potential in the 2050s", "catch_potential_change", "percent", None),
        ),
        key=("lme",),
        notes=("quote as printed: the table does not always follow from the annual ones",),
    ),
    FlatTable(
        layout="twap-coral-area",
        title="TWAP coral area by LME",
        dataset_id=_ID,
        fields=(
            whole("LME NUMBER", "lme", 1, 99),
            word("LME_NAME", "lme_name"),
            _number("Area of coral (km2)", "coral_area", "km2"),
            _number("LME Area", "lme_area", "km2"),
            _percent("Coral percentage in LME", "coral_share"),
        ),
        key=("lme",),
    ),
    FlatTable(
        layout="twap-coral-threat",
        title="TWAP coral area by level of local threat by LME",
        dataset_id=_ID,
        fields=(
            whole("LME_no", "lme", 1, 99),
            word("LME_name", "lme_name"),
            *(
                _number(column, name, "km2")
                for column, name in (
                    ("Very High", "very_high"),
                    ("High", "high"),
                    ("Medium", "medium"),
                    ("Low", "low"),
                    ("Total", "total"),
                )
            ),
            *(
                _percent(f"Percentage_{level}", f"{level.lower().replace(' ', '_')}_share")
                for level in ("Very High", "High", "Medium", "Low")
            ),
        ),
        key=("lme",),
    ),
    FlatTable(
        layout="twap-mpa",
        title="TWAP marine protected area by LME",
        dataset_id=_ID,
        fields=(
            whole("LME_NUMBER", "lme", 1, 99),
            word("LME_NAME", "lme_name"),
            _number("LME_AKM2", "lme_area", "km2"),
            *(_number(f"TotalArea_{year}", f"mpa_area_{year}", "km2") for year in (1982, 1992, 2002, 2012, 2014)),
            *(_percent(f"Percentage_{year}", f"mpa_share_{year}") for year in (1982, 1992, 2002)),
            _percent("Percentage", "mpa_share_2012"),
            _percent("Percentage_2014", "mpa_share_2014"),
        ),
        key=("lme",),
    ),
    FlatTable(
        layout="twap-ohi",
        title="TWAP Ocean Health Index by LME",
        dataset_id=_ID,
        fields=(
            whole("LME Code", "lme", 1, 99),
            word("LMEs", "lme_name"),
            *(_number(goal, goal.lower(), "1", 0, 100) for goal in _GOALS),
        ),
        key=("lme",),
    ),
    FlatTable(
        layout="twap-reef-risk",
        title="TWAP integrated risk of reefs by LME (no line of column names)",
        dataset_id=_ID,
        fields=(whole("lme", low=1, high=99), word("lme_name"), _number("integrated_risk", "integrated_risk", "1")),
        key=("lme",),
        header=False,
        notes=("the file has no line of column names: name the layout to read it",),
    ),
)

LAYOUTS = as_layouts(TABLES)
