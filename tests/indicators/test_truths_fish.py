"""Known answers on the real fish tables: RAM, the FAO stock sheet, WCPFC, TWAP, FAO capture, the Ocean Health Index demo."""

import re

import numpy as np
import pandas as pd
import pypdf
import pytest
from toolkit.indicators.arrays import with_units
from toolkit.indicators.catch import share_nei, total_catch
from toolkit.indicators.effort import total_effort
from toolkit.indicators.ohi import fisheries
from toolkit.indicators.stocks import fao_status, kobe_quadrant, share_sustainable
from toolkit.indicators.trophic import fishing_in_balance

pytestmark = pytest.mark.shared


def tonnes(values):
    return with_units(values, "t", dim="record")


@pytest.fixture(scope="module")
def ram(shared_data):
    frame = pd.read_csv(shared_data / "fish" / "ram" / "ram_v4.46_latest.csv")
    return frame[frame["primary_FAOarea"].astype(str).isin(["57", "61", "71", "77", "81"])]


def test_ram_status_in_the_areas_of_the_region(ram):
    assert len(ram) == 120
    status = pd.Series(fao_status(ram["BvB_recent"])).value_counts()
    assert (status["U"], status["M"], status["O"]) == (50, 30, 40)


def test_ram_kobe_quadrants(ram):
    quadrant = kobe_quadrant(ram["BvB_recent"].to_numpy(), ram["UvU_recent"].to_numpy())
    assert np.isfinite(quadrant).sum() == 114
    assert [int((quadrant == number).sum()) for number in (1, 2, 3, 4)] == [57, 7, 23, 27]


@pytest.fixture(scope="module")
def sheet(shared_data):
    folder = shared_data / "fish" / "sosi2025"
    stocks = pd.read_excel(folder / "stock_assessments.xlsx", dtype=str)
    landings = pd.read_excel(folder / "stock_landings.xlsx", dtype={"Location": str})
    key = ["ASFIS Scientific Name", "Location"]
    by_stock = landings.groupby(key)["Stock Landings 2021"].sum(min_count=1)
    return stocks.merge(by_stock.rename("landings").reset_index(), on=key, how="left")


def test_the_stock_sheet_holds_one_row_for_each_stock_after_joining_landings(sheet):
    assert len(sheet) == 2572
    assert sheet["landings"].notna().sum() > 2500


def test_the_share_of_all_stocks_agrees_with_its_groups(sheet):
    # 1,659 of 2,572 stocks are U or M: 64.5 percent.
    result = share_sustainable(sheet["Status"])
    counts = sheet["Status"].value_counts()
    assert result.n == 2572
    assert result.value == pytest.approx(100 * (counts["U"] + counts["M"]) / 2572)
    assert round(result.value, 1) == 64.5
    groups = [share_sustainable(part["Status"]) for _, part in sheet.groupby("Analysis Group")]
    assert sum(group.value * group.n for group in groups) / 2572 == pytest.approx(result.value)


@pytest.mark.parametrize(
    ("group", "stocks", "share"), [("Area 57", 308, 72.7), ("Area 61", 92, 63.0), ("Area 71", 263, 52.9), ("Tuna", 23, 87.0)]
)
def test_shares_of_the_groups_of_the_region(sheet, group, stocks, share):
    result = share_sustainable(sheet.loc[sheet["Analysis Group"] == group, "Status"])
    assert (result.n, round(result.value, 1)) == (stocks, share)


def test_the_share_by_landings_is_its_own_sum(sheet):
    known = sheet.dropna(subset=["landings"])
    good = known.loc[known["Status"].isin(["U", "M"]), "landings"].sum()
    result = share_sustainable(sheet["Status"], landings=tonnes(sheet["landings"].to_numpy(float)))
    assert result.value == pytest.approx(100 * good / known["landings"].sum())
    assert round(result.value, 1) == 77.2


def test_wcpfc_hooks_of_2019_and_what_is_withheld(shared_data):
    frame = pd.read_csv(shared_data / "fish" / "wcpfc" / "WCPFC_L_PUBLIC_BY_FLAG_YR.CSV", keep_default_na=False)
    withheld = frame["flag_id"].str.strip() == ""
    assert (len(frame), int(withheld.sum())) == (28_176, 15_207)
    year = frame["yy"].astype(int) == 2019
    hooks = with_units(frame.loc[year, "hhooks"].to_numpy(float), "hundred_hooks", dim="record")
    result = total_effort(hooks, withheld=withheld[year].to_numpy(), minimum_fraction=0.0)
    assert result.value == pytest.approx(6_725_781.8, rel=1e-7)
    assert result.valid_fraction == pytest.approx(1 - withheld[year].mean())
    assert result.lower == result.value  # at least this much: withheld is not zero


def test_fao_capture_of_2023(shared_data):
    folder = shared_data / "fish" / "fao_fishstat25"
    frame = pd.read_parquet(folder / "fao_capture_1950_2023.parquet", filters=[("year", "==", 2023)])
    frame = frame[frame["measure"] == "Q_tlw"]
    marine = frame["area"].astype(int) >= 18
    assert total_catch(tonnes(frame["value"].to_numpy(float))).value == pytest.approx(91_737_638, abs=1)
    assert total_catch(tonnes(frame.loc[marine, "value"].to_numpy(float))).value == pytest.approx(79_705_980, abs=1)
    species = pd.read_csv(folder / "species.csv", keep_default_na=False).set_index("species")["species_name"]
    shares = {}
    for number in (57, 61, 71, 77, 81):
        part = frame[frame["area"].astype(int) == number]
        shares[number] = round(share_nei(tonnes(part["value"].to_numpy(float)), part["species"].map(species).to_numpy()).value)
    assert shares == {57: 64, 61: 41, 71: 61, 77: 12, 81: 18}


def test_fishing_in_balance_of_the_lme_tables_uses_the_natural_logarithm(shared_data):
    folder = shared_data / "fish" / "twap_lme"
    index = pd.read_csv(folder / "LME_MTI_FiB_50_10.csv", sep=";").iloc[:, 1:5]
    catch = pd.read_csv(folder / "LME_catch_LV.csv", sep=";").iloc[:, :3].set_axis(["IYear", "LME", "catch"], axis=1)
    both = index.merge(catch, on=["LME", "IYear"]).sort_values(["LME", "IYear"])
    natural, decimal = [], []
    for _, lme in both.groupby("LME"):
        values = fishing_in_balance(tonnes(lme["catch"].to_numpy(float)), lme["MTI"].to_numpy(float)).to_numpy()
        natural.append(values - lme["FiB"].to_numpy())
        decimal.append(values / np.log(10) - lme["FiB"].to_numpy())
    assert len(natural) == 66
    assert np.median(np.abs(np.concatenate(natural))) < 0.03
    assert np.median(np.abs(np.concatenate(decimal))) > 0.5


def test_the_ocean_health_index_demo_is_reproduced(shared_data):
    # Scores of the same demo edition: OHI-Science/ohicore, pkgdown/demo/scores.csv, goal FIS, all eight regions.
    folder = shared_data / "fish" / "ohi_fis"
    result = fisheries(pd.read_csv(folder / "fis_b_bmsy_gl2016.csv"), pd.read_csv(folder / "fis_meancatch_gl2016.csv"), edition="2016")
    assert result.index.tolist() == list(range(1, 9))
    assert result["status"].round(1).tolist() == [32.3] * 8
    assert result["trend"].round(2).tolist() == [0.1] * 8


def printed(path, pattern):
    """Yearly numbers of the description that WCPFC prints beside its files: year -> first number of the row."""
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    return {int(year): float(number.replace(",", "")) for year, number in re.findall(pattern, text, flags=re.MULTILINE)}


@pytest.mark.parametrize(
    ("table", "description", "column", "units", "years", "tolerance"),
    [
        ("WCPFC_L_PUBLIC_BY_FLAG_YR.CSV", "longline_public_by_flag_yr.pdf", "hhooks", "hundred_hooks", 71, {"rel": 3e-7}),
        ("WCPFC_S_PUBLIC_BY_FLAG_YEAR.CSV", "purse_seine_public_by_flag_yr.pdf", "days", "day", 55, {"abs": 0.0501}),
    ],
)
def test_wcpfc_yearly_effort_is_the_one_printed_by_the_publisher(shared_data, table, description, column, units, years, tolerance):
    folder = shared_data / "fish" / "wcpfc"
    stated = printed(folder / description, r"^((?:19|20)\d\d) ([\d,]+(?:\.\d+)?) [\d,.]+ ")
    frame = pd.read_csv(folder / table, keep_default_na=False)
    assert len(stated) == years
    for year, rows in frame.groupby(frame["yy"].astype(int)):
        hidden = (rows["flag_id"].str.strip() == "").to_numpy()
        result = total_effort(with_units(rows[column].to_numpy(float), units, dim="record"), withheld=hidden, minimum_fraction=0.0)
        if hidden.all():  # the publisher prints 0 where all is withheld
            assert (stated[year], result.reason) == (0.0, "withheld at source")
        else:
            assert result.value == pytest.approx(stated[year], **tolerance)


@pytest.fixture(scope="module")
def ten_years(shared_data):
    frame = pd.read_csv(shared_data / "fish" / "twap_lme" / "lmes_fisheries_10year_average.csv", sep=";")
    return frame.set_index("LME Number")


def test_the_lme_footprint_agrees_with_its_yearly_file(shared_data, ten_years):
    yearly = pd.read_csv(shared_data / "fish" / "twap_lme" / "LME_ecological_Footprint.csv", sep=";")
    mean = yearly[yearly["IYear"].between(2001, 2010)].groupby("LME")["EcolFP"].mean()
    difference = (mean - ten_years.filter(like="Ecological footprint").iloc[:, 0]).abs().dropna()
    assert len(difference) == 66
    assert (difference <= 0.006).sum() == 64
    assert mean[47] > 1  # a footprint can exceed the production of the place


def test_the_lme_table_does_not_follow_from_its_yearly_trophic_levels(shared_data, ten_years):
    yearly = pd.read_csv(shared_data / "fish" / "twap_lme" / "LME_MTI_FiB_50_10.csv", sep=";").iloc[:, :5]
    late = yearly[yearly["IYear"].between(2001, 2010)].groupby("LME")["MTI"].mean()
    early = yearly[yearly["IYear"].between(1950, 1959)].groupby("LME")["MTI"].mean()
    column = ten_years.filter(like="Marine trophic index").iloc[:, 0]
    assert ((late - early - column).abs() <= 0.006).sum() == 16  # so trends are computed from the yearly file
