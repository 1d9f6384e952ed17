"""Records of reefs and corals."""

from __future__ import annotations

from toolkit.indicators.model import OURS, Indicator, Input, Threshold, Worked
from toolkit.indicators.reasons import OUTSIDE

LICUANAN = "Licuanan et al. 2017, Philippine Journal of Science 146(2); Gomez et al. 1981 (live coral: hard and soft together)"
REEF_CHECK = "Reef Check survey tables (Sully et al. 2019, 2022): means over cells of 1 degree and periods of 5 years are embedded"
CELLS = "counts of reef-bearing 0.05 degree cells for each 0.25 degree cell are embedded"
_COVER = Input("cover", "percent", "hard-coral cover of each survey")
_SITE = Input("site", "1", "reef of each survey (identifier)")
_DIVERS = (
    "Sites are chosen by divers and are uneven in place and time; the embedded surveys end in 2018. Print the number of sites and "
    "the years."
)
_NAMES = "The country written in a survey is the surveyor's attribution and decides nothing: use the coordinates."

RECORDS = (
    Indicator(
        identifier="reef_cells",
        title="Reef-bearing cells",
        short_title="Reef-bearing cells",
        units="count",
        quantity="extensive",
        basis="grid",
        cell_methods="area: sum",
        inputs=(Input("n_cells", "count", "reef-bearing cells of 0.05 degree in each grid cell"),),
        formula="number of 0.05 degree cells that bear reef",
        reference="reef cells of 0.05 degree on the grid of Coral Reef Watch (dataset local-reef-pressures)",
        minimum={"valid_fraction": 0.5},
        no_data=OUTSIDE,
        what_it_is_not="Presence, not extent: a cell of about 30 km2 can hold one small reef. It gives no km2 of reef.",
        traps=(
            "A count grows with the size of the patch: a map of fills shows reef_cell_density, and the cells themselves as squares.",
            "Zero is a true zero only inside the area that the reef map covers.",
            "A share of cells depends on the edition of the claim polygons: name it.",
        ),
        function="reefs.reef_cells",
        worked=Worked("3 + 0 + 2 = 5", "reef_cells(with_units([3, 0, 2], 'count', dim='lon', start=110))", 5.0),
        datasets=("reef-cells",),
        real_input=CELLS,
        digits="0",
    ),
    Indicator(
        identifier="reef_cell_density",
        title="Reef-bearing cells for each 1,000 km2 of sea",
        short_title="Reef-bearing cells per 1,000 km2",
        units="count/1000_km2",
        quantity="intensive",
        basis="grid",
        cell_methods="area: mean",
        inputs=(
            Input("n_cells", "count", "reef-bearing cells of 0.05 degree in each place"),
            Input("surface", "km2", "sea surface of each place"),
        ),
        formula="1000 * number of 0.05 degree cells that bear reef / surface",
        reference="a definition of this project",
        class_edges=(1e-6, 0.5, 2.0, 5.0),
        class_labels=("none", "more than 0 to <0.5", "0.5 to <2", "2 to <5", "5 and more"),
        class_source=OURS + "; no reef-bearing cell is a class of its own (a count under 1e-6 is rounding)",
        palette="cover",
        minimum={"valid_fraction": 0.5},
        no_data=OUTSIDE,
        what_it_is_not="Presence of reef in cells of about 30 km2, not cover and not km2 of reef.",
        traps=(
            "None is a true zero only inside the area that the reef map covers.",
            "A large patch with one rich corner and a small one that is rich all over can have the same value.",
        ),
        function="reefs.reef_cell_density",
        worked=Worked(
            "1000 * 30 / 20,000 km2 = 1.5",
            "reef_cell_density(with_units(30, 'count'), with_units(20000, 'km2'))",
            1.5,
        ),
        datasets=("reef-cells",),
        real_input=CELLS,
        digits="1",
    ),
    Indicator(
        identifier="share_of_reef_cells",
        title="Share of the reef-bearing cells",
        short_title="Share of reef cells",
        units="percent",
        quantity="intensive",
        basis="grid",
        cell_methods="area: sum, as part of a whole",
        inputs=(
            Input("part", "count", "reef-bearing cells that meet a condition, or that lie in a place"),
            Input("whole", "count", "all reef-bearing cells considered"),
        ),
        formula="100 * part / whole",
        reference="a definition of this project",
        class_edges=(20.0, 40.0, 60.0, 80.0),
        palette="evidence",
        minimum={"n_cells": 1},
        what_it_is_not="It is no share of reef area or of living coral.",
        traps=("Part and whole must come from one reef map.",),
        function="reefs.share_of_reef_cells",
        worked=Worked("100 * 30 / 120 = 25", "share_of_reef_cells(with_units(30, 'count'), with_units(120, 'count'))", 25.0),
        datasets=("reef-cells",),
        real_input=CELLS,
        digits="0",
    ),
    Indicator(
        identifier="hard_coral_cover",
        title="Hard-coral cover",
        short_title="Hard-coral cover",
        units="percent",
        quantity="intensive",
        basis="points",
        cell_methods="area: mean (of site means)",
        inputs=(_COVER, _SITE),
        formula="mean of the site means, m; 95 % interval of the function: m +- t(n - 1) * s / sqrt(n), with s the standard deviation of "
        "the n site means; of the indicator table: percentiles of the mean over sites drawn with replacement, too narrow for few sites",
        reference="Reef Check protocol: 4 segments of 40 points, percent = 100 * hits / 40",
        thresholds=(
            Threshold(25.0, "live coral: poor up to here, fair above", LICUANAN),
            Threshold(50.0, "live coral: good above", LICUANAN),
            Threshold(75.0, "live coral: excellent above", LICUANAN),
        ),
        class_edges=(10.0, 20.0, 30.0, 40.0),
        class_source=OURS + "; the classes of Licuanan et al. are for hard and soft coral together, and these tables hold hard coral only",
        pair_edges=(20.0, 40.0),
        palette="cover",
        minimum={"n_sites": 3, "valid_fraction": 0.1},
        what_it_is_not="It is the cover at the sites visited, not of all reefs of a place, and hard coral only.",
        traps=(
            "Means of squares say something of the reef in these squares only: with less than a tenth of the reef of a place in them there "
            "is no value (a choice of this project), and with less than half the value is marked as thin evidence.",
            "Where means of squares are brought to places, the sites of a square are shared out by reef, so that no survey counts twice.",
            "Cover stands as hits of 40, as a fraction and as percent in editions of the same surveys.",
            _DIVERS,
            _NAMES,
            "Surveys of one site are not independent: the interval is over sites, not over surveys.",
        ),
        function="surveys.hard_coral_cover",
        worked=Worked(
            "sites a (20, 40), b (30), c (60): site means 30, 30, 60; mean 120 / 3 = 40",
            "float(hard_coral_cover(with_units([20, 40, 30, 60], 'percent', dim='survey'), ['a', 'a', 'b', 'c']))",
            40.0,
        ),
        datasets=("coral-cover", "reef-check-2022"),
        real_input=REEF_CHECK,
        digits="0",
    ),
    Indicator(
        identifier="hard_coral_cover_trend",
        title="Trend of hard-coral cover at sites visited again",
        short_title="Cover trend",
        units="percent/year",
        quantity="intensive",
        basis="points",
        cell_methods="time: regression within sites",
        inputs=(_COVER, Input("year", "year", "year of each survey, with or without fraction"), _SITE),
        formula="slope b = sum(x y) / sum(x x), with year x and cover y as deviations from the mean of their own site; 95 % "
        "interval from the"
        " variance between sites, (sum over sites of (sum x e)^2) / (sum of x x over all)^2 * n / (n - 1), with "
        "e = y - b x, and Student's t with n - 1 degrees of freedom",
        reference="least squares with one mean for each site, cluster-robust variance",
        class_edges=(-2.0, -0.5, 0.5, 2.0),
        palette="change",
        minimum={"n_sites": 5, "span_years": 5},
        what_it_is_not="It is the change at sites visited at least twice, in percentage points a year; sites seen once say nothing here.",
        traps=(
            "A mean that falls because poorer sites were visited later is no decline: only changes within sites count here.",
            _DIVERS,
        ),
        function="surveys.hard_coral_cover_trend",
        worked=Worked(
            "five sites, each 40 in 2005 and 30 in 2010: (30 - 40) / 5 = -2",
            "float(hard_coral_cover_trend(with_units([40, 30] * 5, 'percent', dim='survey'), [2005, 2010] * 5, "
            "np.repeat(list('abcde'), 2)))",
            -2.0,
        ),
        datasets=("reef-check-2022",),
        real_input="Reef Check survey tables brought by the user (the embedded means are not by site)",
        digits="1",
    ),
    Indicator(
        identifier="bleaching_prevalence",
        title="Share of corals bleached in surveys",
        short_title="Corals bleached",
        units="percent",
        quantity="intensive",
        basis="points",
        cell_methods="area: mean (of site means)",
        inputs=(Input("bleached", "percent", "share of the coral population bleached in each survey"), _SITE),
        formula="mean of the site means, with the interval of hard_coral_cover",
        reference="Reef Check protocol, 'Bleaching (% of population)'",
        class_edges=(1.0, 10.0, 30.0, 50.0),
        palette="heat",
        minimum={"n_sites": 3, "valid_fraction": 0.1},
        what_it_is_not="'% of population' is not '% of colony', and no survey is not no bleaching.",
        traps=(
            "Surveys seldom fall on the weeks of the peak: a low value can be a late visit.",
            "Bleaching columns of different editions are treated differently: do not mix them.",
            "'nd' means no data.",
            _NAMES,
        ),
        function="surveys.bleaching_prevalence",
        worked=Worked(
            "sites a (0, 10), b (20), c (5): site means 5, 20, 5; mean 30 / 3 = 10",
            "float(bleaching_prevalence(with_units([0, 10, 20, 5], 'percent', dim='survey'), ['a', 'a', 'b', 'c']))",
            10.0,
        ),
        datasets=("coral-bleaching", "reef-check-2022", "reef-check-2019"),
        real_input="means of Reef Check surveys over cells of 1 degree and periods of 5 years are embedded; survey tables brought "
        "by the user",
        digits="0",
    ),
)
