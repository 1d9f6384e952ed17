"""Published values of NOAA Coral Reef Watch and of Reef Check, recomputed from the files as they are."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from toolkit.indicators.alerts import bleaching_alert_area, seven_day_maximum
from toolkit.indicators.arrays import with_units
from toolkit.indicators.heat import degree_heating_week, hotspot, maximum_monthly_mean, sst_anomaly
from toolkit.indicators.pressure import local_threat_share
from toolkit.indicators.seasons import days_at_or_above, yearly_maximum
from toolkit.indicators.surveys import cover_percent, hard_coral_cover

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def station(shared_data):
    frame = pd.read_csv(shared_data / "coral" / "crw_station_sabah_2024.txt", sep=r"\s+", skiprows=21)
    frame.index = pd.to_datetime(frame[["YYYY", "MM", "DD"]].set_axis(["year", "month", "day"], axis=1))
    return frame


@pytest.fixture(scope="module")
def pixel(shared_data):
    frame = pd.read_csv(shared_data / "coral" / "crw_pixel_gbr" / "NOAA_DHW_pixel_145.425E_14.675S_20150601_20170601.csv")
    frame.index = pd.DatetimeIndex(pd.to_datetime(frame["time"]).dt.tz_localize(None))
    return frame


@pytest.fixture(scope="module")
def climatology():
    bands = [28.51, 28.59, 28.12, 27.13, 25.86, 24.45, 23.75, 23.73, 24.48, 25.69, 27.12, 27.93]
    return with_units(bands, "degC", dim="month", start=1)


def column(frame, name, units):
    return with_units(frame[name].to_numpy(float), units, time=frame.index)


def test_station_dhw_is_reproduced_on_all_192_days(station):
    weeks = degree_heating_week(column(station, "90th_HS>0", "degC"), before="no heat")
    published = station["DHW_from_90th_HS>1"].to_numpy()
    assert len(published) == 192
    assert abs(weeks.to_numpy() - published).max() <= 1e-3
    assert weeks.max().item() == pytest.approx(11.3971, abs=1e-3)
    assert str(weeks.idxmax().to_numpy())[:10] == "2024-06-20"


def test_more_than_one_instead_of_one_and_more_would_be_wrong_on_77_days(station):
    heat = column(station, "90th_HS>0", "degC")
    strict = degree_heating_week(heat.where(abs(heat - 1.0) > 1e-9, 0.0), before="no heat")
    assert (abs(strict.to_numpy() - station["DHW_from_90th_HS>1"].to_numpy()) > 1e-3).sum() == 77


def test_station_alerts_agree_on_186_of_186_days(station):
    heat = column(station, "90th_HS>0", "degC")
    alert = seven_day_maximum(bleaching_alert_area(heat, degree_heating_week(heat, before="no heat")))
    known = np.isfinite(alert.to_numpy())
    assert known.sum() == 186
    assert (alert.to_numpy()[known] == station["BAA_7day_max"].to_numpy()[known]).all()


def test_pixel_hotspot_comes_from_the_official_climatology(pixel, climatology):
    heat = hotspot(column(pixel, "CRW_SST", "degC"), maximum_monthly_mean(climatology))
    assert abs(heat.to_numpy() - pixel["CRW_HOTSPOT"].to_numpy()).max() < 1e-6


def test_pixel_anomaly_is_reproduced_to_its_rounding(pixel, climatology):
    anomaly = sst_anomaly(column(pixel, "CRW_SST", "degC"), climatology)
    # The published anomaly is rounded to 0.01.
    assert abs(anomaly.to_numpy() - pixel["CRW_SSTANOMALY"].to_numpy()).max() <= 0.005 + 1e-6


def test_pixel_dhw_from_temperature_alone(pixel, climatology):
    heat = hotspot(column(pixel, "CRW_SST", "degC"), maximum_monthly_mean(climatology))
    weeks = degree_heating_week(heat)
    known = np.isfinite(weeks.to_numpy())
    assert known.sum() == 649
    assert abs(weeks.to_numpy() - pixel["CRW_DHW"].to_numpy())[known].max() < 0.005
    assert days_at_or_above(weeks, 4.0, minimum_fraction=0.3).sum().item() == 182
    assert yearly_maximum(weeks, minimum_fraction=0.3).sel(year=2017).item() == pytest.approx(8.99, abs=0.005)


def test_pixel_alerts_agree_on_every_day(pixel):
    alert = bleaching_alert_area(column(pixel, "CRW_HOTSPOT", "degC"), column(pixel, "CRW_DHW", "degC_week"))
    assert (alert.to_numpy() == pixel["CRW_BAA"].to_numpy()).sum() == 732
    week = seven_day_maximum(column(pixel, "CRW_BAA", "code"))
    known = np.isfinite(week.to_numpy())
    assert (week.to_numpy() == pixel["CRW_BAA_7D_MAX"].to_numpy())[known].sum() == known.sum() == 726


def test_single_precision_as_stored_in_files_gives_the_same_alerts(pixel, climatology):
    sst = column(pixel, "CRW_SST", "degC").astype(np.float32)
    mmm = maximum_monthly_mean(climatology).astype(np.float32)
    single = degree_heating_week(hotspot(sst, mmm))
    double = degree_heating_week(hotspot(column(pixel, "CRW_SST", "degC"), maximum_monthly_mean(climatology)))
    xr.testing.assert_allclose(single.astype(float), double, atol=1e-3)


def test_cover_of_the_region_is_37_2_percent_of_points(shared_data):
    frame = pd.read_csv(shared_data / "coral" / "reefcheck_sully2022.csv", encoding="utf-8-sig", low_memory=False)
    box = frame[frame["Longitude.Degrees"].between(90, 150) & frame["Latitude.Degrees"].between(-15, 45)]
    surveyed = box.dropna(subset=["Average_coral_cover"])
    assert (len(box), len(surveyed)) == (6146, 6091)
    cover = cover_percent(surveyed["Average_coral_cover"])
    assert cover.mean() == pytest.approx(100 * 14.868 / 40, abs=0.01)
    by_site = hard_coral_cover(with_units(cover, "percent", dim="survey"), surveyed["Reef_ID"])
    assert by_site.n == surveyed["Reef_ID"].nunique() <= 2396
    assert by_site.lower < by_site.value < by_site.upper


def test_local_threat_of_the_twap_table_adds_up(shared_data):
    table = pd.read_csv(shared_data / "fish" / "twap_lme" / "Table_lme_local_threat_present.csv", sep=";")
    numbers = ["Very High", "High", "Total", "Percentage_Very High", "Percentage_High"]
    table[numbers] = table[numbers].apply(lambda c: pd.to_numeric(c.astype(str).str.replace(" ", ""), errors="coerce"))
    table = table.dropna(subset=numbers)
    assert len(table) > 20
    for row in table.to_dict("records"):
        share = local_threat_share(row["High"], row["Very High"], row["Total"])
        assert share == pytest.approx(row["Percentage_High"] + row["Percentage_Very High"], abs=0.02)
