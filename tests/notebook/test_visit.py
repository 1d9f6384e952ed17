"""The sheet of a face names every claimant, says what is missing, and gives no permission."""

import pytest
import toolkit as tk
from toolkit.claims.names import party_name
from toolkit.errors import UnknownNameError
from toolkit.notebook.visit import site_sheet


@pytest.fixture(scope="module")
def made():
    faces = tk.partition(tk.read_claims("gulf-of-thailand"), within=tk.regions()["gulf-of-thailand"].bounds)
    return faces, tk.standard_table(faces)[0]


def test_every_claimant_of_the_face_is_named_in_order(made):
    faces, table = made
    for face_id in faces.frame.index:
        named = dict(site_sheet(faces, table, face_id, "gulf-of-thailand").facts)["Claimants, A to Z"].split(", ")
        assert named == sorted(named)
        assert set(named) == {party_name(code) for code in faces.face(face_id)["claimants"]}


def test_a_period_without_value_has_its_reason(made):
    faces, table = made
    cover = table.select(indicator="hard_coral_cover", statistic="mean").frame
    gap = cover[cover["reason"] == "no survey in the data used"].iloc[0]
    sheet = site_sheet(faces, table, gap["face_id"], "gulf-of-thailand")
    assert any(line.startswith(f"{gap['time']}: no survey in the data used") for line in sheet.surveys)


def test_the_sheet_as_text_is_the_sheet_as_page(made):
    faces, table = made
    sheet = site_sheet(faces, table, faces.frame.index[0], "gulf-of-thailand")
    assert str(sheet) == sheet._repr_markdown_()
    assert "no permission" in str(sheet)


def test_an_unknown_face_is_refused(made):
    with pytest.raises(UnknownNameError):
        site_sheet(*made, "f00000000000", "gulf-of-thailand")
