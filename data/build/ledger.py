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

CODES = {
    "Viet Nam": "VNM", "China": "CHN", "Republic of Korea": "KOR", "Philippines": "PHL", "Indonesia": "IDN", "Japan": "JPN",
    "Malaysia": "MYS", "Thailand": "THA", "Cambodia": "KHM", "Taiwan": "TWN", "Russia": "RUS", "Australia": "AUS",
    "Timor-Leste": "TLS", "Papua New Guinea": "PNG", "DPRK": "PRK", "India": "IND", "Sri Lanka": "LKA", "Myanmar": "MMR",
}  # fmt: skip

INSTRUMENT_COLUMNS = (
    "instrument_id", "title", "parties", "kind", "kind_in_source", "subject", "date_made", "in_force", "superseded", "date_note",
    "deposited", "primary_source", "text_read", "verification", "state", "completeness", "geometry_type", "closed", "n_points",
    "joined_by", "datum", "longest_leg_nm", "uncertainty_km", "stated_by", "open_ends", "note",
)  # fmt: skip
POINT_COLUMNS = ("instrument_id", "seq", "point", "lat_text", "lon_text", "lat", "lon", "leg_nm")

#: Fixed words for the kind of an instrument, by what its own kind or primary source says.
LEGISLATION = ("Act ", "Order", "Ordinance", "Decree", "ordinance", "Republic Act", "national law", "Schedule")

#: Instruments that differ from the general rules below; each entry is explained by the row's own note.
KINDS = {
    "PH_1978_KIG": "decree", "UNC_1953_NLL": "military order", "DPRK_1999_MDL": "proclamation", "TW_STRAIT_MEDIAN": "practice",
    "CN_JP_2008_JDB": "provisional arrangement", "CN_KR_2000_PMZ": "provisional arrangement",
    "JP_KR_1998_ART9_EAST": "provisional arrangement", "JP_KR_1998_ART9_SOUTH_W": "provisional arrangement",
    "JP_KR_1998_ART9_SOUTH_E": "provisional arrangement", "PH_ID_2014_EEZ_MRV12": "dataset", "JP_KR_1974_JDZ_MRV12": "dataset",
    "PH_2009_BASELINE": "national legislation", "VN_1982_BASELINE": "proclamation",
    "VN_2025_TONKIN_BASELINE": "proclamation", "CN_2024_N_TONKIN_BASELINE": "proclamation",
    "CN_1996_MAINLAND_BASELINE": "proclamation", "CN_1996_XISHA_BASELINE": "proclamation", "CN_2012_DIAOYU_BASELINE": "proclamation",
    "CN_2012_CHIWEI_BASELINE": "proclamation", "CN_2024_HUANGYAN_BASELINE": "proclamation", "PH_1898_TREATY_LIMITS": "treaty",
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
    "CN_VN_2000_TONKIN": "2004-06-30", "CN_VN_2000_GULF_CLOSING": "2004-06-30", "CN_KR_2000_PMZ": "2001-06-30",
    "JP_CN_1975_FISH": "1975-12-22", "JP_KR_1974_CS_NORTH": "1978-06-22", "MY_TH_1979_TS_POINT": "in force",
    "ID_VN_2003_CS": "in force", "KH_VN_1982_HISTORIC_NW": "",
}  # fmt: skip  # from agreements.csv and the notes, where the instruments table has no date of its own

SUPERSEDED = {
    "JP_CN_1975_FISH": "2000-06-01",  # replaced by the agreement of 1997, in force on that day (agreements.csv)
    "AU_TL_2002_JPDA": "2019",  # replaced by the treaty of 2018 (agreements.csv; the day was not read)
}

#: Where the collection gives the day of entry into force as the date: the day of signature, in the closing words of the text
#: (code.fabao365.com/law_14711_3.html).
MADE = {"CN_KR_2000_PMZ": "2000-08-03"}

DATUMS = {
    "ID_VN_2003_CS": "WGS 84", "VN_2025_TONKIN_BASELINE": "WGS 84", "JP_KR_FISH_EAST_JPSIDE": "WGS 84",
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
CONFLICTING = {"PH_2009_BASELINE", "CN_VN_2000_TONKIN", "KH_VN_1982_HISTORIC_NW", "UNC_1953_NLL", "TH_VN_1997"}
#: Law texts read in the publisher's own data (government law portals or their mirrors kept as files).
OFFICIAL = ("e-Gov law text", "fmprc.gov.cn", "mofa.go.jp", "china-embassy.org")

#: What was read since the collection was closed: the instrument's own reference, and better copies, compared point by point with those that
#: the collection used. Instrument -> column -> text.
READ_SINCE = {
    "CN_JP_2008_JDB": {
        "title": "Joint development block, East China Sea, announced on 18 June 2008",
        "primary_source": "Announcement of both foreign ministries of 18 June 2008, a political agreement; no treaty was concluded",
        "text_read": "eg.china-embassy.org/eng/fyrth/t466632.htm (words of the foreign ministry's spokesperson, all 7 points); "
        "mofa.go.jp/announce/fm_press/2008/6/0618.html (press conference: without prejudice to legal positions)",
        "deposited": "",
    },
    "CN_KR_2000_PMZ": {
        "primary_source": "Agreement on fisheries, signed at Beijing on 3 August 2000, Art. 7(1)",
        "text_read": "fsou.com/html/text/eag/1006639/100663991_1.html and ask.fsou.com/html/text/chl/369/36902_1.html; "
        "closing words at code.fabao365.com/law_14711_3.html",
    },
    "CN_VN_2000_TONKIN": {"primary_source": "Agreement of 25 December 2000, Art. II; in Viet Nam 52/2004/LPQT"},
    "CN_VN_2000_GULF_CLOSING": {"primary_source": "Agreement of 25 December 2000, Art. I(2); in Viet Nam 52/2004/LPQT"},
    "ID_VN_2003_CS": {
        "title": "Agreement between Indonesia and Viet Nam concerning the delimitation of the continental shelf boundary",
        "text_read": "thuvienphapluat.vn, document 115570 (Vietnamese text, all 6 points); adoc.pub (Indonesian text); one English copy",
    },
    "VN_1982_BASELINE": {
        "primary_source": "Statement of the Government of Viet Nam of 12 November 1982 on the territorial sea baseline",
        "text_read": "copy of the table at hmweb.com.vn; A11 agrees with the Declaration of 2025 (vietnam.vn); "
        "the English text is listed at maritimeindex.org (p=104018)",
    },
    "PH_1978_KIG": {
        "primary_source": "Presidential Decree No. 1596, s. 1978, signed on 11 June 1978, Section 1",
        "text_read": "two copies of the decree (scribd.com 416482811, 322514604), which agree",
    },
    "TH_VN_1997": {
        "primary_source": "Agreement of 9 August 1997 on the delimitation of the maritime boundary in the Gulf of Thailand, Art. 1",
        "text_read": "luatminhkhue.vn (treaty text) and two further copies; listed at maritimeindex.org (p=103526)",
        "note": "C = northernmost point of the Malaysia-Thailand JDA and point 43 of Malaysia 1979 (treaty Art. 1(2)). Copies of an "
        "encyclopedia print 7 48 00 as the latitude of C, 1.9 km south of the 7 49 00 of the treaty text read",
    },
    "TW_STRAIT_MEDIAN": {"primary_source": "Announcement of 30 July 2019 on the median line"},
    "ID_MY_1969_CS_P20": {"deposited": "", "primary_source": "Agreement of 27 October 1969; Keppres 89/1969"},
    "JP_KR_1974_JDZ_MRV12": {
        "title": "Japan-Republic of Korea Joint Development Zone, 1974",
        "primary_source": "Agreement of 30 January 1974 on joint development of the southern part of the continental shelf",
    },
    "PH_ID_2014_EEZ_MRV12": {
        "title": "Indonesia-Philippines EEZ boundary, 2014",
        "primary_source": "Agreement of 23 May 2014 concerning the delimitation of the exclusive economic zone boundary",
    },
}

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


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
        note,
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
        STATED_BY.get(name, ""),
        OPEN_ENDS.get(name, ""),
        row["note"],
    )


#: Titles of the collection that use a short name of a party, one name of a feature that has several, or the words of one side.
TITLES = {
    "UNC_1953_NLL": "Northern Limit Line, by order of the United Nations Command",
    "DPRK_1999_MDL": "Maritime military demarcation line in the West Sea / Yellow Sea, by communique of 2 September 1999",
    "TW_STRAIT_MEDIAN": "Median line in the Taiwan Strait, as announced on 30 July 2019",
    "JP_TW_FISH_2013": "Waters of a fisheries arrangement, as enacted in the cabinet order of 4 December 2019",
    "JP_RU_KURIL_FISH_LINE": "Fishing-prohibition line off Nemuro and Shiretoko, ordinance 5 of 1963",
    "JP_1977_BASELINE_14": "Japan straight baseline, item 14",
    "JP_1977_BASELINE_15": "Japan straight baseline, item 15",
    "CN_2012_DIAOYU_BASELINE": "Statement on baselines around features with several claimants, main group, 2012",
    "CN_2012_CHIWEI_BASELINE": "Statement on baselines around features with several claimants, eastern island, 2012",
    "CN_2024_HUANGYAN_BASELINE": "Statement on baselines around a feature with several claimants, 2024",
    "CN_1996_XISHA_BASELINE": "Declaration on baselines around features with several claimants, 1996",
    "AU_ID_SEABED_EAST": "Australia-Indonesia seabed boundary 1971/1972, eastern segment",
    "AU_ID_SEABED_WEST": "Australia-Indonesia seabed boundary 1972, western segment",
}
SHORT_NAMES = ((re.compile(r"\bROK\b"), "Republic of Korea"), (re.compile(r"\bDPRK\b"), "Democratic People's Republic of Korea"))

#: Whose act a line of one side is, where the collection names every party that it touches.
STATED_BY = {
    "DPRK_1999_MDL": "PRK", "TW_STRAIT_MEDIAN": "TWN", "JP_TW_FISH_2013": "JPN", "JP_RU_KURIL_FISH_LINE": "JPN",
    "JP_CN_FISH_JPSIDE": "JPN", "JP_CN_FISH_JPSIDE_SOUTH_REF": "JPN", "JP_CN_MIDDLE_WATERS_NORTH": "JPN",
    "JP_KR_FISH_EAST_JPSIDE": "JPN", "JP_KR_FISH_SOUTH_JPSIDE": "JPN", "AU_SCHED_AREA_NW": "AUS",
}  # fmt: skip


#: Ends at which the text goes on beyond the points of the copy read, by the completeness and the note of each row.
OPEN_ENDS = {
    "AU_ID_1971_TREATY": "last", "AU_ID_1972_TREATY": "both", "AU_PG_1978_PROTECTED_ZONE": "both", "CN_1996_MAINLAND_BASELINE": "last",
    "CN_1996_XISHA_BASELINE": "last", "DPRK_1999_MDL": "both", "JP_CN_FISH_JPSIDE": "first", "JP_KR_1974_CS_NORTH": "last",
    "JP_KR_1998_ART9_EAST": "both", "KH_VN_1982_HISTORIC_NW": "both", "PH_2009_BASELINE": "last", "VN_2025_TONKIN_BASELINE": "both",
}  # fmt: skip


def title_of(row: dict[str, str]) -> str:
    """Return the title that is printed."""
    name = row["instrument_id"]
    title = READ_SINCE.get(name, {}).get("title") or TITLES.get(name, row["title"])
    for pattern, words in SHORT_NAMES:
        title = pattern.sub(words, title)
    return title


#: Lines read after the collection was closed, in the same columns: instrument, then its points as printed.
_BRUNEI = (
    "liquisearch.com, Brunei-Malaysia Border, Continental Shelf Claim (copy of Wikipedia)", "secondary copy", "complete",
    "two points of each line; the outer limit that joins their far ends is described, not listed",
)  # fmt: skip
ADDED: dict[str, tuple[dict[str, str], tuple[tuple[str, str, str, float, float], ...]]] = {
    name: (
        {
            "title": f"{side} limit of the continental shelf and exclusive economic zone that Brunei states", "parties": "BRN",
            "kind": "statement", "kind_in_source": "stated claim line", "subject": "EEZ", "primary_source": "not named in the copy",
            "text_read": _BRUNEI[0], "verification": _BRUNEI[1], "state": _BRUNEI[2], "completeness": _BRUNEI[3],
            "geometry_type": "LineString", "closed": "no", "joined_by": "as stated", "datum": "not stated", "uncertainty_km": "0.2",
            "open_ends": "both",
            "note": "From the 100 fathom line, where the Orders in Council of 1958 end, to the outer limit; a statement of one party.",
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
    instruments = rows_of(sources.file("claims/instruments.csv", sha256="fb808b7f5d942e470abf427245c7c5a88724d809c260c1b4970767987ffce373"))
    points = rows_of(sources.file("claims/points.csv", sha256="55c53c3d87634f757b79cadb12e6bd41cd2974b21ca545677d802e11dbb81903"))
    lines = []
    for row in points:
        legs = LEGS.get(row["instrument_id"], ())
        at = int(row["seq"]) - 1
        lines.append((*(row[name] for name in POINT_COLUMNS[:-1]), f"{legs[at]:.2f}" if at < len(legs) else ""))
    folder = out / "claims"
    rows = [instrument(row) for row in instruments]
    for name, (fields, places) in ADDED.items():
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
