"""`arf-marine map`: one file, what it shows told in the words of the command line."""

from click.testing import CliRunner
from toolkit.cli import main
from toolkit.cli.hints import for_commands


def test_the_command_writes_one_map(tmp_path):
    done = CliRunner().invoke(main, ["map", "--region", "gulf-of-thailand", "--out", str(tmp_path / "claims.svg")])
    assert done.exit_code == 0, done.output
    assert [path.name for path in tmp_path.iterdir()] == ["claims.svg"]
    assert f"The map is in {tmp_path / 'claims.svg'}." in done.output


def test_a_mistake_ends_with_one_message_in_options(tmp_path):
    (tmp_path / "zones.geojson").write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"Note": "a", "Country": "Viet Nam"}, "geometry":'
        ' {"type": "Polygon", "coordinates": [[[101, 9], [102, 9], [102, 10], [101, 10], [101, 9]]]}}]}',
        encoding="utf-8",
    )
    done = CliRunner().invoke(main, ["map", "--claims", str(tmp_path / "zones.geojson"), "--out", str(tmp_path / "map.png")])
    assert done.exit_code == 2
    assert "named: --claimant-column Country." in done.output
    assert done.output.count("--claimant-column") == 1


def test_advice_is_said_once_as_an_option():
    assert for_commands("Name one: value='hcc' (on the command line --value).") == "Name one: --value hcc."
    assert for_commands("name it: lon='...' (on the command line --columns \"lon=...\").") == 'name it: --columns "lon=...".'
    assert (
        for_commands("call again with accept_licence=True (on the command line: --accept-licence).") == "call again with --accept-licence."
    )
    assert for_commands("taken away; with land='keep' they stay in") == "taken away; with --land keep they stay in"
    assert for_commands("Name one: value='Hard coral cover'.") == 'Name one: --value "Hard coral cover".'
