"""Records of heat stress and sea-surface temperature."""

from __future__ import annotations

from toolkit.indicators.model import OURS, Indicator, Input, Threshold, Worked

SKIRVING = "Skirving et al. 2020, Remote Sensing 12, 3856, doi 10.3390/rs12233856"
NOAA_2023 = (
    "NOAA Coral Reef Watch, bleaching alert scale extended in December 2023 (note of the International Coral Reef Initiative; press "
    "of 2024-01-31)"
)
CRW_PIXEL = (
    "NOAA Coral Reef Watch 5 km daily grids, fetched or brought by the user (checked against one pixel and one station; no grid is "
    "embedded)"
)

_SST = Input("sst", "degC", "daily sea-surface temperature, one value for each calendar day")
_MONTHLY = Input("monthly", "degC", "twelve monthly mean temperatures (dimension month, 1 to 12)")

DHW_THRESHOLDS = (
    Threshold(4.0, "risk of coral bleaching", "NOAA Coral Reef Watch wording"),
    Threshold(8.0, "risk of reef-wide bleaching with mortality of heat-sensitive corals", "NOAA Coral Reef Watch wording"),
    Threshold(12.0, "risk of multi-species mortality", NOAA_2023),
    Threshold(16.0, "risk of severe, multi-species mortality (more than 50 % of corals)", NOAA_2023),
    Threshold(20.0, "risk of near complete mortality (more than 80 % of corals)", NOAA_2023),
)
DHW_EDGES = (4.0, 8.0, 12.0, 16.0, 20.0)
NOT_BLEACHING = "It is accumulated heat, not observed bleaching: only surveys of corals see bleaching or mortality."
_WARM = "np.r_[np.zeros(80), 1.0, 2.0, 0.8, 1.2]"

RECORDS = (
    Indicator(
        identifier="monthly_mean",
        title="Monthly mean temperature of the Coral Reef Watch baseline",
        short_title="Monthly mean",
        units="degC",
        quantity="intensive",
        basis="grid",
        cell_methods="time: mean within months time: regression on years 1985 to 2012, taken at 1988.2857",
        inputs=(_SST,),
        formula="for each month m: a + b * 1988.2857, where a + b * year is the least-squares line through the mean of month m of "
        "1985..2012",
        reference=SKIRVING,
        thresholds=(Threshold(1988.2857, "year to which the baseline is brought", SKIRVING),),
        minimum={"n_years": 10},
        what_it_is_not="It is not a plain average over years, and not an average of another period.",
        traps=(
            "A climatology made from a short series shifts every HotSpot: use the published climatology where there is one.",
            "November of one published climatology holds cells of 326 to 327 degC; such values are set to missing.",
        ),
        function="heat.monthly_means",
        worked=Worked(
            "January rises by 0.1 a year from 28.0 in 1985: 28.0 + 0.1 * (1988.2857 - 1985) = 28.32857",
            "monthly_means(with_units([28 + 0.1 * (y - 1985) for y in range(1985, 2013)], 'degC', time=[f'{y}-01-15' for y in "
            "range(1985, 2013)]),"
            " minimum_days=1).sel(month=1)",
            28.32857,
        ),
        datasets=("crw-5km", "crw-erddap"),
        real_input=CRW_PIXEL,
        digits="1",
    ),
    Indicator(
        identifier="maximum_monthly_mean",
        title="Usual sea-surface temperature of the warmest month (maximum monthly mean)",
        short_title="Usual temperature of the warmest month",
        units="degC",
        quantity="intensive",
        basis="grid",
        cell_methods="time: mean within months time: maximum over months",
        inputs=(_MONTHLY,),
        formula="largest of the twelve monthly means",
        reference=SKIRVING,
        class_edges=(26.0, 27.0, 28.0, 29.0, 30.0),
        class_source=OURS,
        pair_edges=(28.0, 29.0),
        palette="temperature",
        minimum={"n_months": 12, "valid_fraction": 0.5},
        what_it_is_not="It is the usual temperature of the warmest month in the years of the climatology: a property of the place, not "
        "heat stress, not the present, and not a trend.",
        traps=(
            "From another climatology (COADS, an atlas) it is not the threshold of Coral Reef Watch; name the climatology.",
            "A coarse cell mixes reef water with the open sea.",
        ),
        function="heat.maximum_monthly_mean",
        worked=Worked(
            "largest of 28.51 28.59 28.12 27.13 25.86 24.45 23.75 23.73 24.48 25.69 27.12 27.93 = 28.59",
            "maximum_monthly_mean(with_units([28.51, 28.59, 28.12, 27.13, 25.86, 24.45, 23.75, 23.73, 24.48, 25.69, 27.12, 27.93], 'degC',"
            " dim='month', start=1))",
            28.59,
        ),
        datasets=("sst-climatology", "crw-climatology"),
        real_input="monthly climatology of COADS, 1946 to 1989, in cells of 2 degrees, embedded; " + CRW_PIXEL,
        digits="1",
    ),
    Indicator(
        identifier="daily_climatology",
        title="Daily climatology of sea-surface temperature",
        short_title="Daily climatology",
        units="degC",
        quantity="intensive",
        basis="grid",
        cell_methods="time: point",
        inputs=(_MONTHLY, Input("time", "1", "days for which the climatology is wanted")),
        formula="monthly mean on day 15 of its month, straight line in time between (December to January likewise)",
        reference=SKIRVING,
        minimum={"n_months": 12},
        what_it_is_not="It is not the mean of that calendar day over years.",
        traps=("Months differ in length: the line is drawn in days, not in months.",),
        function="heat.daily_climatology",
        worked=Worked(
            "1 February lies 17 days after 15 January, of 31 days to 15 February: 28 + (29 - 28) * 17 / 31 = 28.548387097",
            "daily_climatology(with_units([28, 29] + [28] * 10, 'degC', dim='month', start=1), ['2023-02-01'])",
            28 + 17 / 31,
        ),
        datasets=("crw-climatology", "crw-5km", "crw-erddap"),
        real_input=CRW_PIXEL,
        digits="1",
    ),
    Indicator(
        identifier="sst_anomaly",
        title="Sea-surface temperature anomaly",
        short_title="Temperature anomaly",
        units="degC",
        quantity="intensive",
        basis="grid",
        cell_methods="time: point",
        inputs=(_SST, _MONTHLY),
        formula="temperature of the day minus daily climatology",
        reference=SKIRVING,
        class_edges=(-1.0, -0.5, 0.5, 1.0),
        palette="change",
        minimum={"valid_fraction": 0.5},
        what_it_is_not="It is not a HotSpot: an anomaly in the cold season is no heat stress.",
        traps=("CoRTAD tables are in kelvin, and their anomalies use another climatology.",),
        function="heat.sst_anomaly",
        worked=Worked(
            "30.0 - 28.548387097 = 1.451612903 on 1 February",
            "sst_anomaly(with_units([30.0], 'degC', start='2023-02-01'), with_units([28, 29] + [28] * 10, 'degC', dim='month', start=1))",
            30 - 28 - 17 / 31,
        ),
        datasets=("crw-climatology", "crw-5km", "crw-erddap"),
        real_input=CRW_PIXEL,
        digits="1",
    ),
    Indicator(
        identifier="sst_trend",
        title="Trend of sea-surface temperature",
        short_title="Temperature trend",
        units="degC/decade",
        quantity="intensive",
        basis="grid",
        cell_methods="time: mean within years time: regression over years",
        inputs=(_SST,),
        formula="10 * slope of the least-squares line through yearly means; 95 % interval from Student's t with n - 2 degrees of freedom",
        reference="ordinary least squares",
        class_edges=(-0.3, -0.1, 0.1, 0.3),
        palette="change",
        minimum={"n_years": 10, "fraction_of_year": 0.95, "valid_fraction": 0.5},
        what_it_is_not="It describes the years used; it is not a forecast.",
        traps=(
            "The interval takes years as independent; runs of warm and cold years make the true interval wider.",
            "Half a year is no year: years with fewer than 95 % of their days are left out.",
        ),
        function="trends.sst_trend",
        worked=Worked(
            "ten years that rise by 0.02 degC a year: 10 * 0.02 = 0.2",
            "sst_trend(with_units(np.repeat(27 + 0.02 * np.arange(10), 12), 'degC', time=pd.date_range('2001-01-01', periods=120, "
            "freq='MS')),"
            " values_per_year=12).sel(statistic='value')",
            0.2,
        ),
        datasets=("crw-5km", "crw-erddap"),
        real_input=CRW_PIXEL,
        digits="2",
    ),
    Indicator(
        identifier="hotspot",
        title="Coral bleaching HotSpot",
        short_title="HotSpot",
        units="degC",
        quantity="intensive",
        basis="grid",
        cell_methods="time: point",
        inputs=(_SST, Input("mmm", "degC", "maximum monthly mean")),
        formula="temperature of the day minus maximum monthly mean",
        reference=SKIRVING,
        thresholds=(
            Threshold(0.0, "warmer than the warmest month usually is", SKIRVING),
            Threshold(1.0, "counts towards degree heating weeks (1.0 itself counts)", SKIRVING),
        ),
        class_edges=(0.0, 1.0, 2.0, 3.0),
        class_source=SKIRVING + " (0, 1); the rest " + OURS,
        palette="heat",
        minimum={"valid_fraction": 0.5},
        what_it_is_not="A HotSpot of one day is not accumulated stress.",
        traps=(
            "Here it is not clipped. By definition it is clipped at 0, but published grids are not (down to -5.29 "
            "in a pixel checked); station files are.",
            "In station files it is the 90th percentile over the polygon, from a pixel that moves from day to day.",
        ),
        function="heat.hotspot",
        worked=Worked("30.0 - 28.59 = 1.41", "hotspot(with_units([30.0], 'degC', start='2017-03-01'), with_units(28.59, 'degC'))", 1.41),
        datasets=("crw-5km", "crw-erddap"),
        real_input=CRW_PIXEL,
        digits="1",
    ),
    Indicator(
        identifier="degree_heating_week",
        title="Degree heating weeks",
        short_title="Heat stress (DHW)",
        units="degC_week",
        quantity="intensive",
        basis="grid",
        cell_methods="time: sum over 84 days (HotSpots of 1 degC and more, divided by 7)",
        inputs=(Input("hotspot", "degC", "daily HotSpot, one value for each calendar day"),),
        formula="sum over the 84 calendar days that end today of each HotSpot that is 1 degC or more, divided by 7",
        reference=SKIRVING,
        thresholds=DHW_THRESHOLDS,
        class_edges=DHW_EDGES,
        pair_edges=DHW_EDGES[:2],
        class_source=NOAA_2023,
        palette="heat",
        minimum={"n_days": 84, "valid_fraction": 0.5},
        what_it_is_not=NOT_BLEACHING + " Classes of DHW are not alert levels, which also need the HotSpot of the day.",
        traps=(
            "The column title '>1' of station files is loose: a HotSpot of exactly 1 degC counts.",
            "Calendar days: a missing day stays missing. By default the value is NaN until 84 days are there; with minimum_days below 84 it"
            " is a lower bound.",
            "TSA_DHW of CoRTAD is another measure (other temperature, other baseline).",
            "Differences of single-precision temperatures miss 1.0 by a few 1e-6; HotSpots within 1e-5 degC of 1 count as 1.",
        ),
        function="heat.degree_heating_week",
        worked=Worked(
            "HotSpots 1.0, 2.0, 0.8, 1.2: (1.0 + 2.0 + 1.2) / 7 = 4.2 / 7 = 0.6",
            f"degree_heating_week(with_units({_WARM}, 'degC', start='2024-01-01')).isel(time=-1)",
            0.6,
        ),
        datasets=("crw-5km", "crw-erddap"),
        real_input=CRW_PIXEL + "; yearly peaks of stations",
        digits="1",
    ),
)
