"""Build data/claims/instruments.csv and points.csv: the ledger of instruments, from the project's collected tables.

Reads claims/instruments.csv and claims/points.csv of the collection (facts of public legal instruments, read in the copies that
each row names) and brings them into the ledger's schema: parties as codes, kinds and verification in fixed words beside the
source's own, dates apart from remarks, datum and how points are joined. No coordinate is changed; text as printed stays.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

from common import Sources, main, write_csv
from ledger_read import JAPANESE_ORDER, READ_SINCE, TITLES

CODES = {
    "Viet Nam": "VNM", "China": "CHN", "Republic of Korea": "KOR", "Philippines": "PHL", "Indonesia": "IDN", "Japan": "JPN",
    "Malaysia": "MYS", "Thailand": "THA", "Cambodia": "KHM", "Taiwan": "TWN", "Russia": "RUS", "Australia": "AUS",
    "Timor-Leste": "TLS", "Papua New Guinea": "PNG", "DPRK": "PRK", "India": "IND", "Sri Lanka": "LKA", "Myanmar": "MMR",
}  # fmt: skip

INSTRUMENT_COLUMNS = (
    "instrument_id", "title", "parties", "kind", "kind_in_source", "subject", "date_made", "in_force", "superseded", "date_note",
    "deposited", "primary_source", "text_read", "verification", "state", "completeness", "geometry_type", "closed", "n_points",
    "joined_by", "datum", "longest_leg_nm", "uncertainty_km", "stated_by", "open_ends", "seas_beyond", "note",
)  # fmt: skip
POINT_COLUMNS = ("instrument_id", "seq", "point", "lat_text", "lon_text", "lat", "lon", "leg_nm")

#: Fixed words for the kind of an instrument, by what its own kind or primary source says.
LEGISLATION = ("Act ", "Order", "Ordinance", "Decree", "ordinance", "Republic Act", "national law", "Schedule")

#: Instruments that differ from the general rules below; each entry is explained by the row's own note.
KINDS = {
    "PH_1978_PD1596": "decree", "UNC_1953_NLL": "military order", "DPRK_1999_MDL": "proclamation", "TW_STRAIT_MEDIAN": "practice",
    "CN_JP_2008_JDB": "provisional arrangement", "CN_KR_2000_PMZ": "provisional arrangement",
    "JP_KR_1998_ART9_EAST": "provisional arrangement", "JP_KR_1998_ART9_SOUTH_W": "provisional arrangement",
    "JP_KR_1998_ART9_SOUTH_E": "provisional arrangement", "PH_ID_2014_EEZ_MRV12": "dataset", "JP_KR_1974_JDZ_MRV12": "dataset",
    "PH_2009_BASELINE": "national legislation", "VN_1982_BASELINE": "proclamation",
    "VN_2025_BASELINE": "proclamation", "CN_2024_BASELINE_MARCH": "proclamation",
    "CN_1996_MAINLAND_BASELINE": "proclamation", "CN_1996_BASELINE_2": "proclamation", "CN_2012_BASELINE_1": "proclamation",
    "CN_2012_BASELINE_2": "proclamation", "CN_2024_BASELINE_NOVEMBER": "proclamation", "PH_1898_TREATY_LIMITS": "treaty",
    "AU_ID_SEABED_EAST": "treaty", "AU_ID_SEABED_WEST": "treaty", "AU_PG_1978_PROTECTED_ZONE": "provisional arrangement",
    "KR_BASELINE_YEONGIL": "decree", "KR_BASELINE_ULSAN": "decree", "KR_BASELINE_SOUTH_WEST": "decree",
}  # fmt: skip

#: What an agreed or stated line is about; '' for baselines and lines that delimit nothing.
SUBJECTS = {
    "continental shelf boundary": "continental shelf", "agreed boundary (shelf only)": "continental shelf",
    "agreed boundary (shelf)": "continental shelf", "agreed boundary (in force; NPC ratified 25 June 2004)": "all zones",
    "EEZ and continental shelf boundary": "EEZ", "EEZ boundary": "EEZ", "EEZ/fisheries boundary": "fisheries",
    "EEZ fisheries line": "fisheries", "maritime boundary": "all zones", "boundary in historic waters": "historic waters",
    "territorial sea boundary": "territorial sea", "single boundary point": "territorial sea", "trijunction": "continental shelf",
    "joint development area": "joint development", "joint development zone": "joint development",
    "provisional measures zone": "fisheries", "provisional fisheries waters": "fisheries",
    "provisional fisheries waters (one side)": "fisheries", "fisheries middle waters": "fisheries",
    "fisheries arrangement waters": "fisheries", "historic fisheries line (superseded)": "fisheries", "protected zone": "fisheries",
    "unilateral claim polygon": "stated area", "historic claim": "stated area", "joint historic waters limit (part)": "historic waters",
}  # fmt: skip

IN_FORCE = {
    "CN_VN_2000_BOUNDARY": "2004-06-30", "CN_VN_2000_GULF_CLOSING": "2004-06-30", "CN_KR_2000_PMZ": "2001-06-30",
    "JP_CN_1975_FISH": "1975-12-22", "JP_KR_1974_CS_NORTH": "1978-06-22", "MY_TH_1979_TS_POINT": "in force",
    "ID_VN_2003_CS": "in force", "KH_VN_1982_HISTORIC_NW": "",
    "AU_TL_2002_JPDA": "2003",
    "JP_KR_FISH_EAST_JPSIDE": "1999-01-22", "JP_KR_FISH_SOUTH_JPSIDE": "1999-01-22", "JP_CN_FISH_JPSIDE": "2000-06-01",
}  # fmt: skip  # from agreements.csv and the notes, where the instruments table has no date of its own

SUPERSEDED = {
    "JP_CN_1975_FISH": "2000-06-01",  # replaced by the agreement of 1997, in force on that day (agreements.csv)
    "AU_TL_2002_JPDA": "2019-08-30",  # replaced by the treaty of 2018, in force on that day (dfat.gov.au, maritime arrangements)
}

#: What is printed of the dates of acts: the agreement that an order carries out has dates of its own.
DATE_NOTES = {
    **dict.fromkeys(
        ("JP_KR_FISH_EAST_JPSIDE", "JP_KR_FISH_SOUTH_JPSIDE"),
        "inserted by Cabinet Order 10 of 21 January 1999 (jplaws.app), in force with the agreement of 28 November 1998 on 22 January 1999",
    ),
    "JP_CN_FISH_JPSIDE": "as amended; the agreement of 11 November 1997 is in force since 1 June 2000",
    "JP_TW_FISH_2013": "as amended on 4 December 2019 by Cabinet Order 173 of 2019 (sn-hoki.co.jp); the arrangement is of 2013",
    "AU_SCHED_AREA_NW": "read in a compilation of about 2015; the treaty of 1997 is not in force",
}

#: Where the collection gives the day of entry into force as the date: the day of signature, in the closing words of the text
#: (code.fabao365.com/law_14711_3.html).
MADE = {
    "CN_KR_2000_PMZ": "2000-08-03",
    # The day of the act that is cited, not of the agreement that it carries out: Cabinet Order 212 of 5 July 1996 (on the page of
    # japaneselawtranslation.go.jp), and the year of the Act in whose schedule the Australian line stands.
    **dict.fromkeys(JAPANESE_ORDER, "1996-07-05"),
    **dict.fromkeys(("AU_ID_1972_TREATY", "AU_ID_SEABED_WEST"), "1972-10-09"),
    "JP_1963_FISH_LINE": "1963", "JP_CN_MIDDLE_WATERS_NORTH": "1963", "AU_SCHED_AREA_NW": "2006",
}  # fmt: skip

DATUMS = {
    "CN_VN_2000_BOUNDARY": "ITRF96", "PH_2009_BASELINE": "WGS 84",
    "ID_VN_2003_CS": "WGS 84", "VN_2025_BASELINE": "WGS 84", "JP_KR_FISH_EAST_JPSIDE": "WGS 84",
    "JP_KR_FISH_SOUTH_JPSIDE": "WGS 84", "AU_ID_SEABED_EAST": "GDA94", "AU_ID_SEABED_WEST": "GDA94", "AU_SCHED_AREA_NW": "GDA94",
    "PH_ID_2014_EEZ_MRV12": "WGS 84", "JP_KR_1974_JDZ_MRV12": "WGS 84",
    **dict.fromkeys(("JP_KR_1974_CS_NORTH", "JP_KR_1998_ART7_LINE", "JP_KR_1998_ART9_EAST", "JP_KR_1998_ART9_SOUTH_W",
                     "JP_KR_1998_ART9_SOUTH_E"), "Tokyo"),
    **dict.fromkeys(("AU_PG_1978_TS_BOIGU", "AU_PG_1978_TS_SAIBAI", "AU_PG_1978_SEABED", "AU_PG_1978_FISHERIES",
                     "AU_PG_1978_PROTECTED_ZONE"), "AGD66"),
}  # fmt: skip

#: Longest leg that a text states, nautical miles (a further text on the declaration, see the note of the row).
LONGEST = {"CN_1996_MAINLAND_BASELINE": 121.7}

#: Lengths of the legs as the law prints them, nautical miles, from each point to the next (Republic Act 9522, section 1).
LEGS = {
    "PH_2009_BASELINE": (70.03, 99.17, 71.83, 1.05, 0.39, 3.29, 9.74, 3.51, 2.40, 30.94, 116.26, 80.29, 0.54, 96.04),
}

#: Rows whose copies differ, by their notes.
CONFLICTING = {"PH_2009_BASELINE", "CN_VN_2000_BOUNDARY", "TH_VN_1997"}
#: Rows of which only others tell: no text of the act was read.
NO_TEXT = {"UNC_1953_NLL", "DPRK_1999_MDL", "TW_STRAIT_MEDIAN"}
#: Law texts read in the publisher's own data (government law portals or their mirrors kept as files).
OFFICIAL = ("e-Gov law text", "fmprc.gov.cn", "mofa.go.jp", "china-embassy.org", "biengioilanhtho.gov.vn")

#: Ids of the collection that hold one name of a feature or of a gulf that has several -> ids that hold none: they stand in exported tables.
IDS = {
    "CN_1996_XISHA_BASELINE": "CN_1996_BASELINE_2", "CN_2012_DIAOYU_BASELINE": "CN_2012_BASELINE_1",
    "CN_2012_CHIWEI_BASELINE": "CN_2012_BASELINE_2", "CN_2024_N_TONKIN_BASELINE": "CN_2024_BASELINE_MARCH",
    "CN_2024_HUANGYAN_BASELINE": "CN_2024_BASELINE_NOVEMBER", "VN_2025_TONKIN_BASELINE": "VN_2025_BASELINE",
    "CN_VN_2000_TONKIN": "CN_VN_2000_BOUNDARY", "PH_1978_KIG": "PH_1978_PD1596", "JP_RU_KURIL_FISH_LINE": "JP_1963_FISH_LINE",
}  # fmt: skip

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def renamed(row: dict[str, str]) -> dict[str, str]:
    """Return a row of the collection under the id that the ledger gives it."""
    return {**row, "instrument_id": IDS.get(row["instrument_id"], row["instrument_id"])}


def kind_of(row: dict[str, str]) -> str:
    """Return the fixed word for the kind of an instrument."""
    if row["instrument_id"] in KINDS:
        return KINDS[row["instrument_id"]]
    if any(word in row["primary_source"] for word in LEGISLATION) and "Treaty" not in row["primary_source"]:
        return "national legislation"
    return "treaty"


def verification_of(row: dict[str, str]) -> str:
    """Return how good the text is that was read."""
    if row["instrument_id"] in CONFLICTING:
        return "conflicting copies"
    if row["instrument_id"] in NO_TEXT:
        return "no text read"
    return "official text" if any(word in row["text_read"] for word in OFFICIAL) else "secondary copy"


def uncertainty_of(row: dict[str, str], datum: str) -> str:
    """Return the positional uncertainty in km that follows from printing and datum."""
    if datum in ("Tokyo", "AGD66"):
        return "0.45"  # shift of the old datum, not undone (reference/claims.md section 4.1)
    if row["instrument_id"].endswith("_MRV12"):
        return "0.06"
    return "0.2" if datum == "not stated" else "0.05"


#: Words of the collection that the ledger does not print: who holds a feature is not a fact about an instrument, and the place of a copy in
#: a store of code is not a source that a reader can look up.
REWORDED = (
    (re.compile(r" \(claimed, held by \w+\)"), ""),
    (re.compile(r" around islands administered by \w+"), " around islands with several claimants"),
    (re.compile(r" around (?:islands|a feature) also claimed by [\w ]+"), " around features with several claimants"),
    (re.compile(r"\w+ file id \d+"), "secondary copy in a public repository of code"),
    (re.compile(r"de facto, disputed"), "in use, not agreed"),
    (re.compile(r"^pages collection(?:, (\d) copies)?$"), "copies on public pages whose addresses were not kept"),
    (re.compile(r"^blog copy$"), "a copy on a public page whose address was not kept"),
)


def reworded(text: str) -> str:
    """Return a text of the collection without those words."""
    for pattern, words in REWORDED:
        text = pattern.sub(words, text)
    return text


def instrument(row: dict[str, str]) -> tuple[str, ...]:
    """Bring one row of the collection into the schema of the ledger."""
    row = {**row, **{name: text for name, text in READ_SINCE.get(row["instrument_id"], {}).items() if name != "title"}}
    return tuple(reworded(text) for text in _instrument(row))


def _instrument(row: dict[str, str]) -> tuple[str, ...]:
    name = row["instrument_id"]
    made = DATE.search(row["date"])
    force = DATE.search(row["in_force"])
    superseded = SUPERSEDED.get(name, "")
    in_force = force.group() if force else IN_FORCE.get(name, "in force" if row["in_force"].startswith("in force") else "")
    datum = DATUMS.get(name, "not stated")
    note = "; ".join(
        text
        for text in (row["date"] if not DATE.fullmatch(row["date"]) else "", row["in_force"] if not DATE.fullmatch(row["in_force"]) else "")
        if text
    )
    return (
        name,
        title_of(row),
        ";".join(sorted(CODES[party.strip()] for party in row["parties"].split(";"))),
        kind_of(row),
        row["kind"],
        SUBJECTS.get(row["kind"], "baseline" if "baseline" in row["kind"] else ""),
        MADE[name]
        if name in MADE
        else made.group()
        if made
        else (re.search(r"\d{4}", row["date"]).group() if re.search(r"\d{4}", row["date"]) else ""),
        in_force,
        superseded,
        DATE_NOTES.get(name, note),
        row["deposited"],
        row["primary_source"],
        row["text_read"],
        verification_of(row),
        {"single point": "partial", "end points only": "partial"}.get(row["state"], row["state"]),
        row["completeness"],
        row["geometry_type"],
        "yes" if row["geometry_type"] == "Polygon" else "no",
        row["n_points"],
        "as stated",
        datum,
        f"{LONGEST[name]:.1f}" if name in LONGEST else "",
        uncertainty_of(row, datum),
        stated_by(name, kind_of(row), ";".join(sorted(CODES[party.strip()] for party in row["parties"].split(";")))),
        OPEN_ENDS.get(name, ""),
        SEAS_BEYOND.get(name, ""),
        row["note"],
    )


SHORT_NAMES = ((re.compile(r"\bROK\b"), "Republic of Korea"), (re.compile(r"\bDPRK\b"), "Democratic People's Republic of Korea"))

#: Whose act a line of one side is, where the collection names every party that it touches: a code, or the words for somebody who is none.
STATED_BY = {
    "DPRK_1999_MDL": "PRK", "TW_STRAIT_MEDIAN": "TWN", "UNC_1953_NLL": "United Nations Command", "AU_SCHED_AREA_NW": "AUS",
    "JP_CN_MIDDLE_WATERS_NORTH": "JPN", "JP_1963_FISH_LINE": "JPN", "PH_1898_TREATY_LIMITS": "PHL", **dict.fromkeys(JAPANESE_ORDER, "JPN"),
}  # fmt: skip

#: Kinds of instruments that are the act of all their parties.
AGREED = ("treaty", "award", "provisional arrangement", "dataset")


def stated_by(name: str, kind: str, parties: str) -> str:
    """Return whose act an instrument is; nothing for an agreement or a decision."""
    return STATED_BY.get(name, "" if kind in AGREED else parties)


#: Ends at which the text goes on beyond the points of the copy read, by the completeness and the note of each row.
OPEN_ENDS = {
    "AU_ID_1971_TREATY": "last", "AU_ID_1972_TREATY": "both", "AU_PG_1978_PROTECTED_ZONE": "both", "CN_1996_MAINLAND_BASELINE": "last",
    "CN_1996_BASELINE_2": "last", "DPRK_1999_MDL": "both", "JP_CN_FISH_JPSIDE": "first", "JP_KR_1974_CS_NORTH": "last",
    "JP_KR_1998_ART9_EAST": "both", "KH_VN_1982_HISTORIC_NW": "both", "PH_2009_BASELINE": "last", "VN_2025_BASELINE": "both",
}  # fmt: skip


#: Seas that a text is about beyond the points of the copy read: the baselines of Republic Act 9522 go round the whole archipelago.
SEAS_BEYOND = {"PH_2009_BASELINE": "south-china-sea;sulu-sea;celebes-sea;philippine-sea"}


def title_of(row: dict[str, str]) -> str:
    """Return the title that is printed."""
    name = row["instrument_id"]
    title = READ_SINCE.get(name, {}).get("title") or TITLES.get(name, row["title"])
    for pattern, words in SHORT_NAMES:
        title = pattern.sub(words, title)
    return title


#: Lines read after the collection was closed, in the same columns: instrument, then its points as printed.
_BRUNEI = (
    "liquisearch.com, Brunei-Malaysia Border, Continental Shelf Claim (copy of an encyclopedia)", "no text read", "complete",
    "two points of each line; the outer limit that joins their far ends is described, not listed",
)  # fmt: skip
ADDED: dict[str, tuple[dict[str, str], tuple[tuple[str, str, str, float, float], ...]]] = {
    name: (
        {
            "title": f"{side} limit of a continental shelf and exclusive economic zone, as an encyclopedia has it", "parties": "BRN",
            "kind": "statement", "kind_in_source": "attributed line", "subject": "EEZ", "primary_source": "",
            "text_read": _BRUNEI[0], "verification": _BRUNEI[1], "state": _BRUNEI[2], "completeness": _BRUNEI[3],
            "geometry_type": "LineString", "closed": "no", "joined_by": "as stated", "datum": "not stated", "uncertainty_km": "0.2",
            "open_ends": "both",
            "note": "From the 100 fathom line, where the Orders in Council of 1958 end, to an outer limit. Attributed to one party; "
            "no act of it was read.",
        },
        points,
    )
    for name, side, points in (
        (
            "BN_EEZ_EAST", "Eastern",
            (
                ("1", "5 13 52.2 N", "114 55 12 E", 5.231167, 114.92),
                ("2", "8 15 13.8 N", "111 56 16.2 E", 8.253833, 111.937833),
            ),
        ),
        (
            "BN_EEZ_WEST", "Western",
            (
                ("1", "5 02 00 N", "113 46 00 E", 5.033333, 113.766667),
                ("2", "7 35 19.2 N", "111 05 30 E", 7.588667, 111.091667),
            ),
        ),
    )
}  # fmt: skip

#: Decisions on the boundaries of Bangladesh. The copy read gives degrees, minutes and seconds of each point with paragraph and page,
#: checked by its maker against the published text and by the two azimuths (215 and 177.5 degrees) that meet at the junction.
_DECISIONS_READ = "repository conceptq2026-wq/GeoQuest, data-sources/bangladesh-maritime-boundary, commit 4fd094b5"
ADDED["BD_MM_2012_JUDGMENT"] = (
    {
        "title": "Judgment on the delimitation of the maritime boundary in the Bay of Bengal (Bangladesh/Myanmar), 14 March 2012",
        "parties": "BGD;MMR", "kind": "award", "kind_in_source": "judgment", "subject": "all zones", "date_made": "2012-03-14",
        "in_force": "in force", "primary_source": "International Tribunal for the Law of the Sea, case 16, paragraphs 501 to 505",
        "text_read": _DECISIONS_READ, "verification": "secondary copy", "state": "complete",
        "completeness": "points 1 to 11 and the junction with the line of 2014; between 8 and 9 the decision follows arcs 12 NM from "
        "St Martin's Island, which are joined straight here",
        "geometry_type": "LineString", "closed": "no", "joined_by": "geodesic", "datum": "not stated", "uncertainty_km": "0.2",
        "note": "From point 11 a geodesic at an azimuth of 215 degrees until it reaches the line with India.",
    },
    (
        ("1", "20 42 15.8 N", "92 22 07.2 E", 20.704389, 92.368667), ("2", "20 40 45.0 N", "92 20 29.0 E", 20.679167, 92.341389),
        ("3", "20 39 51.0 N", "92 21 11.5 E", 20.664167, 92.353194), ("4", "20 37 13.5 N", "92 23 42.3 E", 20.620417, 92.395083),
        ("5", "20 35 26.7 N", "92 24 58.5 E", 20.590750, 92.416250), ("6", "20 33 17.8 N", "92 25 46.0 E", 20.554944, 92.429444),
        ("7", "20 26 11.3 N", "92 24 52.4 E", 20.436472, 92.414556), ("8", "20 22 46.1 N", "92 24 09.1 E", 20.379472, 92.402528),
        ("9", "20 26 39.2 N", "92 09 50.7 E", 20.444222, 92.164083), ("10", "20 13 06.3 N", "92 00 07.6 E", 20.218417, 92.002111),
        ("11", "20 03 32.0 N", "91 50 31.8 E", 20.058889, 91.842167),
        ("junction", "16 43 28.77187 N", "89 25 54.39092 E", 16.724659, 89.431775),
    ),
)  # fmt: skip
ADDED["BD_IN_2014_AWARD"] = (
    {
        "title": "Award in the Bay of Bengal Maritime Boundary Arbitration (Bangladesh/India), 7 July 2014",
        "parties": "BGD;IND", "kind": "award", "kind_in_source": "award", "subject": "all zones", "date_made": "2014-07-07",
        "in_force": "in force",
        "primary_source": "Permanent Court of Arbitration, award of 7 July 2014, paragraph 509 and appendix paragraph 23",
        "text_read": _DECISIONS_READ, "verification": "secondary copy", "state": "complete",
        "completeness": "points 1 to 3 and the junction with the line of 2012", "geometry_type": "LineString", "closed": "no",
        "joined_by": "geodesic", "datum": "not stated", "uncertainty_km": "0.2",
        "note": "From point 3 a geodesic at an azimuth of 177 degrees 30 minutes until it meets the line with Myanmar.",
    },
    (
        ("1", "21 38 40.2 N", "89 09 20.0 E", 21.644500, 89.155556), ("2", "21 26 43.6 N", "89 10 59.2 E", 21.445444, 89.183111),
        ("3", "21 07 44.8 N", "89 13 56.5 E", 21.129111, 89.232361),
        ("junction", "16 43 28.77187 N", "89 25 54.39092 E", 16.724659, 89.431775),
    ),
)  # fmt: skip


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def build(sources: Sources, out: Path) -> list[Path]:
    """Write both files; return their paths."""
    read = [
        sources.file("claims/instruments.csv", sha256="fb808b7f5d942e470abf427245c7c5a88724d809c260c1b4970767987ffce373"),
        sources.file("claims/points.csv", sha256="55c53c3d87634f757b79cadb12e6bd41cd2974b21ca545677d802e11dbb81903"),
    ]
    instruments, points = ([renamed(row) for row in rows_of(path)] for path in read)
    lines = []
    for row in points:
        legs = LEGS.get(row["instrument_id"], ())
        at = int(row["seq"]) - 1
        lines.append((*(row[name] for name in POINT_COLUMNS[:-1]), f"{legs[at]:.2f}" if at < len(legs) else ""))
    folder = out / "claims"
    rows = [instrument(row) for row in instruments]
    for name, (given, places) in ADDED.items():
        fields = {"stated_by": stated_by(name, given["kind"], given["parties"]), **given, **READ_SINCE.get(name, {})}
        rows.append(tuple({"instrument_id": name, "n_points": str(len(places)), **fields}.get(column, "") for column in INSTRUMENT_COLUMNS))
        lines += [
            (name, str(seq), label, lat_text, lon_text, str(lat), str(lon), "")
            for seq, (label, lat_text, lon_text, lat, lon) in enumerate(places, 1)
        ]
    return [
        write_csv(folder / "instruments.csv", INSTRUMENT_COLUMNS, rows),
        write_csv(folder / "points.csv", POINT_COLUMNS, lines),
    ]


if __name__ == "__main__":
    main(build, __doc__)
