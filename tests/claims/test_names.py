"""Names come from the register of names; a profile changes labels only."""

from __future__ import annotations

import pytest
from toolkit.catalog.seas import seas
from toolkit.claims import names
from toolkit.claims.names import code_of, features, known_codes, order_by_name, party_name, profiles, sea_names
from toolkit.errors import SchemaError, UnknownNameError, UnreadableFileError


def test_every_code_has_a_name_in_every_profile_and_every_profile_a_source():
    assert set(profiles()) == {"un", "iso", "source"}
    assert all(len(source) > 20 for source in profiles().values())
    for profile in profiles():
        printed = [party_name(code, profile) for code in known_codes()]
        assert all(printed)
        assert len(set(printed)) == len(printed)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("TWN", ("Taiwan Province of China", "Taiwan, Province of China", "Taiwan")),
        ("KOR", ("Republic of Korea", "Korea, Republic of", "South Korea")),
        ("VNM", ("Viet Nam", "Viet Nam", "Vietnam")),
        ("not-stated", ("not stated", "not stated", "not stated")),
    ],
)
def test_printed_names_follow_the_profile(code, expected):
    assert tuple(party_name(code, profile) for profile in ("un", "iso", "source")) == expected


def test_order_is_that_of_the_printed_names_whatever_the_order_given():
    codes = ["VNM", "CHN", "not-stated", "KOR", "PRK", "TUR"]
    assert order_by_name(codes) == order_by_name(reversed(codes)) == ("CHN", "PRK", "KOR", "TUR", "VNM", "not-stated")
    assert order_by_name(codes, "source") == ("CHN", "PRK", "KOR", "TUR", "VNM", "not-stated")
    assert order_by_name(["KOR", "PRK", "LAO"], "iso") == ("PRK", "KOR", "LAO")


@pytest.mark.parametrize(
    ("text", "code"), [("russia", "RUS"), ("East Timor", "TLS"), ("Türkiye", "TUR"), ("Lao P.D.R", None), ("KHM", "KHM")]
)
def test_a_printed_name_in_any_profile_is_recognised(text, code):
    assert code_of(text) == code


def test_unknown_codes_and_profiles_are_refused():
    with pytest.raises(UnknownNameError, match="party 'QQQ'"):
        party_name("QQQ")
    with pytest.raises(UnknownNameError, match="Known: iso, source, un"):
        party_name("CHN", "mine")


def test_features_list_all_names_alphabetically_with_a_source_each():
    known = features()
    assert {
        "spratly-islands",
        "paracel-islands",
        "scarborough-shoal",
        "pratas",
        "senkaku-islands",
        "liancourt-rocks",
        "southern-kurils",
    } <= set(known)
    for feature in known.values():
        assert list(feature.names) == sorted(feature.names)
        assert set(feature.name_sources) == set(feature.names)
        assert all(feature.name_sources.values())
        assert feature.position_source
        assert feature.name == " / ".join(feature.names)


def test_participants_are_known_codes(project):
    import tomllib

    listed = tomllib.loads((project / "data" / "names.toml").read_text("utf-8"))["participants"]["codes"]
    assert len(listed) == len(set(listed)) == 27
    assert set(listed) <= known_codes()


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("[profiles.un]\nsource = 'x'\n[parties]\nCHN = { iso = 'China' }", SchemaError, "party 'CHN': no name for profile un"),
        ("[profiles.un]\nsource = 'x'\n[parties]\nAAA = { un = 'Same' }\nBBB = { un = 'same' }", SchemaError, "stands for both"),
        ("[features.x]\nlon = 200.0\nlat = 0.0\nposition_source = 'p'\nnames = { 'A' = 's' }", SchemaError, "feature 'x'"),
        ("not toml", UnreadableFileError, "cannot be read"),
    ],
)
def test_a_broken_list_of_names_is_refused(tmp_path, text, error, says):
    path = tmp_path / "names.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(error, match=says):
        names._read(path)


def test_names_of_seas_in_use_stand_by_the_alphabet_each_with_its_users_part_and_source():
    found = sea_names(seas())
    assert list(found) == sorted(found, key=lambda item: item.name)
    for item in found:
        assert item.sea in seas()
        assert item.part
        assert item.source
        assert all(name in known_codes() or " " in name for name in item.used_by)
    who = {name for item in sea_names(["south-china-sea"]) for name in item.used_by}
    assert who == {"CHN", "IDN", "PHL", "VNM", "International Hydrographic Organization"}
    assert sea_names(["timor-arafura"]) == ()
