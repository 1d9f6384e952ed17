"""Stock status: cut-offs, shares, quadrants, the Ocean Health Index formula."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toolkit.errors import GridError, SchemaError, UnitsError
from toolkit.indicators.arrays import with_units
from toolkit.indicators.ohi import fisheries, ohi_score, ohi_status
from toolkit.indicators.stocks import fao_status, kobe_quadrant, ratio, share_sustainable


def tonnes(values):
    return with_units(values, "t", dim="stock")


def test_a_ratio_converts_units_and_refuses_unlike_ones():
    kilograms = with_units([600_000.0], "kg", dim="stock")
    assert ratio(kilograms, tonnes([500.0])).item() == pytest.approx(1.2)
    with pytest.raises(UnitsError):
        ratio(tonnes([1.0]), with_units([1.0], "1", dim="stock"))
    with pytest.raises(SchemaError, match="negative"):
        ratio(tonnes([-1.0]), tonnes([1.0]))
    assert np.isnan(ratio(tonnes([1.0]), tonnes([0.0])))


def test_stocks_are_matched_by_name_not_by_place():
    one = tonnes([1.0, 2.0]).assign_coords(stock=["a", "b"])
    other = tonnes([1.0, 2.0]).assign_coords(stock=["a", "c"])
    with pytest.raises(GridError, match="do not stand on the same"):
        ratio(one, other)


def test_the_fao_classes_and_their_edges():
    assert fao_status([0.0, 0.799, 0.8, 1.199, 1.2, 9.0, np.nan]).tolist() == ["O", "O", "M", "M", "U", "U", ""]
    assert fao_status([0.6, 1.3], cut_offs=(0.5, 1.5)).tolist() == ["M", "M"]
    with pytest.raises(SchemaError, match="two rising numbers"):
        fao_status([1.0], cut_offs=(1.2, 0.8))
    with pytest.raises(SchemaError, match="Row 1 has b_bmsy of -1"):
        fao_status([1.0, -1.0])


def test_the_kobe_quadrants_and_their_edges():
    assert kobe_quadrant([1.01, 1.01, 1.0, 1.0, np.nan], [0.99, 1.0, 0.99, 1.0, 1.0])[:4].tolist() == [1, 2, 3, 4]
    assert np.isnan(kobe_quadrant([np.nan, 1.0], [1.0, np.nan])).all()
    with pytest.raises(SchemaError, match="1 values beside 2 rows"):
        kobe_quadrant([1.0, 2.0], [1.0])


def test_the_share_counts_determined_stocks_only():
    result = share_sustainable(["U", "M", "O", "O", "M", None, "", "no status"])
    assert (result.value, result.n, result.valid_fraction) == (60.0, 5, 5 / 8)


def test_the_share_by_landings_weighs_stocks():
    status = list("UMOOM")
    assert share_sustainable(status).value == 60.0
    assert share_sustainable(status, landings=tonnes([0, 90, 5, 5, 0])).value == 90.0
    with pytest.raises(SchemaError, match="negative landings"):
        share_sustainable(status, landings=tonnes([0, 90, 5, -5, 0]))
    with pytest.raises(UnitsError):
        share_sustainable(status, landings=[1, 2, 3, 4, 5])


def test_a_stock_without_landings_drops_out_of_both_sides():
    result = share_sustainable(list("UMOOMU"), landings=tonnes([10, 30, 10, 0, 0, np.nan]))
    assert (result.value, result.n) == (80.0, 5)


def test_few_stocks_and_none_have_a_reason():
    assert share_sustainable(list("UMO")).reason == "below minimum: 3 of 5 stocks"
    hidden = share_sustainable([*"UMOOM", None], landings=tonnes([1, 1, 1, 1, 1, 95]))
    assert hidden.reason == "below minimum: 5 of 50 % of the landings"
    assert share_sustainable([None] * 9).reason == "no assessment in the data used"
    assert share_sustainable(list("UMOOM"), landings=tonnes([0] * 5)).reason == "not applicable"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from("UMO"), min_size=5, max_size=40), st.randoms())
def test_the_order_of_stocks_and_the_name_of_the_good_class_do_not_matter(status, random):
    shuffled = list(status)
    random.shuffle(shuffled)
    value = share_sustainable(status).value
    assert share_sustainable(shuffled).value == value
    assert share_sustainable(["M" if x == "U" else x for x in status]).value == value
    assert value == pytest.approx(100 * (1 - status.count("O") / len(status)))


def test_scores_of_both_editions():
    ratios = [0.94, 0.95, 1.05, 1.25, 2.0, 9.0, np.nan]
    assert ohi_score(ratios)[:6].tolist() == [0.94, 1, 1, 1, 1, 1]
    assert ohi_score(ratios, edition="2016")[:6] == pytest.approx([0.94, 1, 1, 0.9, 0.525, 0.25])
    assert np.isnan(ohi_score(ratios, edition="2016")[6])
    with pytest.raises(SchemaError, match="Unknown edition"):
        ohi_score([1.0], edition="2019")


def test_ohi_status_is_a_weighted_geometric_mean():
    assert ohi_status([0.25, 1.0], tonnes([1.0, 1.0])) == pytest.approx(50.0)
    assert ohi_status([0.25, 1.0], tonnes([1.0, 3.0])) == pytest.approx(100 * 0.25**0.25)
    with pytest.raises(SchemaError, match="missing"):
        ohi_status([np.nan, 1.0], tonnes([1.0, 1.0]))


def layers():
    b_bmsy = pd.DataFrame([(1, "Aus_bus-71", year, 0.4) for year in range(2001, 2006)], columns=["rgn_id", "stock_id", "year", "bbmsy"])
    rows = [
        (rgn, name, year, 10.0) for rgn in (1, 2) for year in range(2001, 2006) for name in ("Aus_bus-71_600001", "Fishes_nei-71_100039")
    ]
    return b_bmsy, pd.DataFrame(rows, columns=["rgn_id", "stock_id_taxonkey", "year", "mean_catch"])


def test_gaps_take_the_regional_score_times_the_penalty_and_other_regions_where_there_is_none():
    status = fisheries(*layers())["status"]
    assert status[1] == pytest.approx(100 * np.sqrt(0.4 * (0.4 * 0.1)))  # the group: key 1.. gets a tenth of the mean score
    assert status[2] == pytest.approx(100 * np.sqrt((0.4 * 1.0) * (0.4 * 0.1)))  # no score in region 2: mean of all regions, species key 6


def test_the_ohi_trend_is_relative_to_the_first_of_five_years_and_capped():
    b_bmsy, catch = layers()
    assert fisheries(b_bmsy, catch)["trend"].tolist() == pytest.approx([0.0, 0.0])
    b_bmsy["bbmsy"] = 0.2 + 0.02 * (b_bmsy["year"] - 2001)
    alone = catch[(catch.rgn_id == 1) & catch.stock_id_taxonkey.str.startswith("Aus")]
    assert fisheries(b_bmsy, alone)["trend"].item() == pytest.approx(5 * 0.02 / 0.2)
    b_bmsy["bbmsy"] = [0.1, 0.3, 0.5, 0.7, 0.9]
    assert fisheries(b_bmsy, alone)["trend"].item() == 1.0


def test_a_renamed_column_and_a_repeated_row_are_refused():
    b_bmsy, catch = layers()
    with pytest.raises(SchemaError, match="lacks bbmsy"):
        fisheries(b_bmsy.rename(columns={"bbmsy": "value"}), catch)
    with pytest.raises(SchemaError, match="repeat rgn_id"):
        fisheries(pd.concat([b_bmsy, b_bmsy]), catch)
