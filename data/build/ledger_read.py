"""What was read of the ledger's instruments after the collection was closed: official references, better copies, neutral titles.

Each text below was read in the place that its row names. A reference is what a delegation can look up; a copy is named in ``text_read`` and
is no authority. Instrument -> column -> text.
"""

from __future__ import annotations

__all__ = ["JAPANESE_ORDER", "READ_SINCE", "TITLES"]

#: Limits of one side of a fisheries arrangement, as the supplementary provisions of Japan's Cabinet Order 212 of 1996 enact them.
JAPANESE_ORDER = (
    "JP_KR_FISH_EAST_JPSIDE", "JP_KR_FISH_SOUTH_JPSIDE", "JP_CN_FISH_JPSIDE", "JP_CN_FISH_JPSIDE_SOUTH_REF", "JP_TW_FISH_2013",
)  # fmt: skip

#: Page of the Division for Ocean Affairs and the Law of the Sea on the submissions of China, read in a copy at fanyjok.com.
_DEPOSITED = "deposit with the Secretary-General of the United Nations, {}"
_BOUNDARY_2000 = _DEPOSITED.format("M.Z.N.51.2004.LOS of 17 September 2004 (coordinates in ITRF-96)")
_ISLANDS_2012 = _DEPOSITED.format("M.Z.N.89.2012.LOS of 21 September 2012")
_ORDER = "Japan, Cabinet Order 212 of 5 July 1996, supplementary provisions, article 2, table item {}"
_ORDER_1999 = f"{_ORDER}, inserted by Cabinet Order 10 of 21 January 1999"
_ORDINANCE = "Japan, Ordinance 5 of 1963 of the fisheries ministry"
_STORAGE_ACT = "Offshore Petroleum and Greenhouse Gas Storage Act 2006 (Australia), schedule 1"
_KOREA_1998 = "Agreement on fisheries of 28 November 1998, article {}"
_KOREAN_BASELINE = "Republic of Korea, enforcement decree of 1978 on the territorial sea, annex 1"
_KOREAN_ZONE = "Republic of Korea, national decree, annexes 2 and 4"
_GULF = "Bac Bo Gulf / Beibu Gulf / Gulf of Tonkin"
_TORRES = "Treaty of 18 December 1978, in the schedule of the Torres Strait Fisheries Act 1984 (Australia)"

READ_SINCE: dict[str, dict[str, str]] = {
    "CN_JP_2008_JDB": {
        "title": "Joint development block, East China Sea, announced on 18 June 2008",
        "primary_source": "Announcement of both foreign ministries of 18 June 2008, a political agreement; no treaty was concluded",
        "text_read": "eg.china-embassy.org/eng/fyrth/t466632.htm (words of the foreign ministry's spokesperson, all 7 points); "
        "mofa.go.jp/announce/fm_press/2008/6/0618.html (press conference: without prejudice to legal positions)",
        "deposited": "",
    },
    "CN_KR_2000_PMZ": {
        "primary_source": "Agreement on fisheries, signed at Beijing on 3 August 2000, article 7(1)",
        "text_read": "fsou.com/html/text/eag/1006639/100663991_1.html and ask.fsou.com/html/text/chl/369/36902_1.html; "
        "closing words at code.fabao365.com/law_14711_3.html",
        "deposited": "",
    },
    "CN_VN_2000_BOUNDARY": {
        "primary_source": "Agreement of 25 December 2000, article II; in Viet Nam 52/2004/LPQT",
        "deposited": _BOUNDARY_2000,
        "text_read": "77.wendadaohang.com/zd/G3pp3qWWv.html (all 21); points 1 to 10 also in a Vietnamese copy, 1 to 4 at zhonghuashu.com; "
        "title at english.luatvietnam.vn",
        "completeness": "complete (21): 1 to 9 territorial sea, 9 to 21 EEZ and shelf",
        "note": "point 11: the copy prints 19 39 33, a slip (same as point 12); replaced by 19 57 33, matched to the vertex of "
        "Marine Regions version 12",
    },
    "CN_VN_2000_GULF_CLOSING": {
        "primary_source": "Agreement of 25 December 2000, article I(2); in Viet Nam 52/2004/LPQT",
        "deposited": _BOUNDARY_2000,
    },
    "CN_1996_MAINLAND_BASELINE": {
        "completeness": "points 1 to 22 of 49; the rest is not readable in any copy read",
        "primary_source": "Declaration of 15 May 1996",
        "deposited": _DEPOSITED.format("M.Z.N.7.1996.LOS of 5 July 1996"),
    },
    "CN_1996_BASELINE_2": {
        "completeness": "points 1 to 23 of 28",
        "primary_source": "Declaration of 15 May 1996",
        "deposited": _DEPOSITED.format("M.Z.N.7.1996.LOS of 5 July 1996"),
    },
    "CN_2012_BASELINE_1": {"primary_source": "Statement of 10 September 2012", "deposited": _ISLANDS_2012},
    "CN_2012_BASELINE_2": {"primary_source": "Statement of 10 September 2012", "deposited": _ISLANDS_2012},
    "CN_2024_BASELINE_MARCH": {
        "primary_source": "Statement of 1 March 2024",
        "deposited": _DEPOSITED.format("M.Z.N.163.2024.LOS of 12 March 2024"),
    },
    "CN_2024_BASELINE_NOVEMBER": {
        "completeness": "points 1 to 3 and 7 to 15; 4 to 6 are not readable in the only copy read",
        "primary_source": "Statement of 10 November 2024",
        "deposited": _DEPOSITED.format("2 December 2024, as reported"),
    },
    "ID_VN_2003_CS": {
        "title": "Agreement between Indonesia and Viet Nam concerning the delimitation of the continental shelf boundary",
        "primary_source": "Agreement of 26 June 2003, article 1",
        "text_read": "thuvienphapluat.vn, document 115570 (Vietnamese text, all 6 points); adoc.pub (Indonesian text); one English copy",
        "deposited": "",
    },
    "VN_1982_BASELINE": {
        "primary_source": "Statement of the Government of Viet Nam of 12 November 1982 on the territorial sea baseline; "
        "Limits in the Seas 99",
        "text_read": "copy of the table at hmweb.com.vn; A11 agrees with the Declaration of 2025 (vietnam.vn); "
        "the English text is listed at maritimeindex.org (p=104018)",
        "deposited": "",
    },
    "VN_2025_BASELINE": {
        "primary_source": "Declaration of 21 February 2025 (Resolution 68/NQ-UBTVQH15)",
        "completeness": "points A11 to A20; the copy read stops in A21",
        "deposited": "",
    },
    "PH_1978_PD1596": {
        "primary_source": "Presidential Decree No. 1596, s. 1978, signed on 11 June 1978, section 1",
        "text_read": "two copies of the decree (scribd.com 416482811, 322514604), which agree",
        "deposited": "",
    },
    "PH_2009_BASELINE": {
        "primary_source": "Republic Act No. 9522, section 1",
        "deposited": _DEPOSITED.format("M.Z.N.69 of 2009"),
        "text_read": "zh.scribd.com/document/338028366 (1-13), scribd.com/document/654217995 (14-15), encyclopedia (1-5)",
        # Signed on 8 November 2024 (canadianinquirer.net, from the Philippine News Agency); it is said to keep these baselines
        # (theboholtribune.com, 8 December 2024).
        "completeness": "points 1-15 of 101; the text of Republic Act 12064 of 2024 on maritime zones was not read",
    },
    "TH_VN_1997": {
        "primary_source": "Agreement of 9 August 1997 on the delimitation of the maritime boundary in the Gulf of Thailand, article 1",
        "text_read": "luatminhkhue.vn (treaty text) and two further copies; listed at maritimeindex.org (p=103526)",
        "note": "C = northernmost point of the Malaysia-Thailand JDA and point 43 of Malaysia 1979 (treaty Art. 1(2)). Copies of an "
        "encyclopedia print 7 48 00 as the latitude of C, 1.9 km south of the 7 49 00 of the treaty text read",
        "deposited": "",
    },
    "KH_VN_1982_HISTORIC_NW": {
        "primary_source": "Agreement of 7 July 1982 on historic waters, article 1",
        "text_read": "biengioilanhtho.gov.vn, National Boundary Commission of Viet Nam (points 1 to 5); vietnam.vn (all 6)",
        "completeness": "north-western side; the other sides follow coasts and islands and were not read to their end",
        "deposited": "",
        "note": "103 47.4 at Koh Thmei in the text of the National Boundary Commission; one mirror of vietnam.vn garbles it",
    },
    "TW_STRAIT_MEDIAN": {"primary_source": "Announcement of 30 July 2019 on the median line", "deposited": ""},
    "UNC_1953_NLL": {"primary_source": "Order of the United Nations Command, not published", "deposited": "", "text_read": "cafe.daum.net"},
    "DPRK_1999_MDL": {"primary_source": "Communique of 2 September 1999, as reported", "deposited": ""},
    "MY_TH_1979_TS_POINT": {
        "primary_source": "Treaty of 24 October 1979 relating to the delimitation of the territorial seas",
        "text_read": "copy of an encyclopedia (iris.or.at)",
        "deposited": "",
    },
    "MY_TH_1979_JDA_C": {
        "primary_source": "Memorandum of understanding of 21 February 1979; agreement of Thailand and Viet Nam of 1997, article 1(2)",
    },
    "ID_MY_1969_CS": {"primary_source": "Agreement of 27 October 1969; Keppres 89/1969", "deposited": "United Nations Treaty Series"},
    "ID_MY_1969_CS_P20": {"primary_source": "Agreement of 27 October 1969; Keppres 89/1969", "deposited": "United Nations Treaty Series"},
    "ID_TH_1971_1975": {
        "primary_source": "Agreements of 17 December 1971 and 11 December 1975; Limits in the Seas 81",
        "deposited": "",
    },
    "IN_ID_1974_1977": {
        "primary_source": "Agreements of 8 August 1974 and 14 January 1977; Limits in the Seas 62",
        "deposited": "",
    },
    "IN_ID_TH_1978": {
        "primary_source": "Agreement of 22 June 1978, article I; in Indonesia Keppres 25/1978",
        "text_read": "123dok.com/document/zwve3o0q (Indonesian text, all 3 points)",
        "deposited": "",
    },
    "IN_MM_TH_1993_T": {"primary_source": "Agreement of 27 October 1993, article 1", "deposited": ""},
    "IN_LK_1974": {
        "primary_source": "Agreement of 26 and 28 June 1974 on the boundary in historic waters, article 1",
        "deposited": "United Nations Treaty Series, vol. 1049, No. 15802, registered by Sri Lanka on 19 July 1977",
        "text_read": "copy of the page of the Treaty Series at documents.pub; "
        "copy of the treaty at antonyparimalam.blogspot.com (all 6 points)",
        "completeness": "complete",
    },
    "IN_LK_1976_MANNAR": {
        "primary_source": "Agreement of 23 March 1976, article I; Limits in the Seas 77",
        "text_read": "docslib.org/download/661035 (copy of Limits in the Seas 77, all 13 points)",
        "deposited": "",
    },
    "JP_KR_1974_CS_NORTH": {
        "primary_source": "Agreement of 30 January 1974, article I; Japan, treaty A-S53-607",
        "deposited": "United Nations Treaty Series",
    },
    "JP_KR_1974_JDZ_MRV12": {
        "title": "Japan-Republic of Korea Joint Development Zone, 1974",
        "primary_source": "Agreement of 30 January 1974 on joint development of the southern part of the continental shelf",
        "deposited": "United Nations Treaty Series",
    },
    "JP_CN_1975_FISH": {"primary_source": "Agreement of 15 August 1975, article 1; Japan, treaty A-S50-119", "deposited": ""},
    "JP_KR_FISH_EAST_JPSIDE": {
        "primary_source": _ORDER_1999.format("1(1)"),
        "completeness": "complete for the Japanese side; the waters of the treaty are an instrument of their own",
        "deposited": "",
    },
    "JP_KR_FISH_SOUTH_JPSIDE": {"primary_source": _ORDER_1999.format("1(2)"), "deposited": ""},
    "JP_CN_FISH_JPSIDE": {"primary_source": f"{_ORDER.format('2')}, as amended", "deposited": ""},
    "JP_CN_FISH_JPSIDE_SOUTH_REF": {"primary_source": f"{_ORDER.format('2')}, as amended", "deposited": ""},
    "JP_TW_FISH_2013": {"primary_source": f"{_ORDER.format('3')}, as amended by Cabinet Order 173 of 4 December 2019", "deposited": ""},
    "JP_CN_MIDDLE_WATERS_NORTH": {"primary_source": f"{_ORDINANCE}, tables 4 and 9", "deposited": ""},
    "JP_1963_FISH_LINE": {"primary_source": _ORDINANCE, "deposited": ""},
    **{
        f"JP_KR_1998_{name}": {"primary_source": _KOREA_1998.format(article), "deposited": "2371 UNTS 305, No. 48295, as listed"}
        for name, article in (("ART7_LINE", "7(1)"), ("ART9_EAST", "9(1)"), ("ART9_SOUTH_W", "9(2)"), ("ART9_SOUTH_E", "9(2)"))
    },
    **{f"KR_BASELINE_{name}": {"primary_source": _KOREAN_BASELINE, "deposited": ""} for name in ("YEONGIL", "ULSAN", "SOUTH_WEST")},
    **{
        f"KR_{kind}_ZONE_{side}": {"primary_source": _KOREAN_ZONE, "deposited": ""}
        for kind in ("SPECIAL_SEA", "RESTRAINT") for side in ("EAST", "WEST")
    },
    **{
        f"AU_PG_1978_{name}": {"primary_source": _TORRES, "deposited": ""}
        for name in ("TS_BOIGU", "TS_SAIBAI", "SEABED", "FISHERIES", "PROTECTED_ZONE")
    },
    "AU_TL_2002_JPDA": {
        "primary_source": "Timor Sea Treaty of 2002; Petroleum (Timor Sea Treaty) Act 2003 (Australia), schedule 1",
        "deposited": "[2003] ATS 13",
    },
    **{
        f"AU_ID_SEABED_{side}": {"primary_source": f"{agreement}; {_STORAGE_ACT}", "deposited": ""}
        for side, agreement in (("EAST", "Agreements of 18 May 1971 and 1972"), ("WEST", "Agreement of 9 October 1972"))
    },
    "AU_SCHED_AREA_NW": {"primary_source": f"{_STORAGE_ACT}, clause 5"},
    "AU_ID_1971_TREATY": {"primary_source": "Agreement of 18 May 1971, article 1"},
    "AU_ID_1972_TREATY": {
        "primary_source": "Supplementary agreement of 9 October 1972, article 1",
        "deposited": "United Nations Treaty Series, vol. 974, No. 14123",
    },
    "PH_1898_TREATY_LIMITS": {"primary_source": "Treaty of 10 December 1898, article III"},
    "PH_ID_2014_EEZ_MRV12": {
        "title": "Indonesia-Philippines EEZ boundary, 2014",
        "primary_source": "Agreement of 23 May 2014 concerning the delimitation of the exclusive economic zone boundary",
        "deposited": "submitted to the United Nations on 27 September 2019, as reported",
    },
    "BD_MM_2012_JUDGMENT": {
        "primary_source": "International Tribunal for the Law of the Sea, case No. 16, judgment of 14 March 2012, "
        "ITLOS Reports 2012, p. 4, paragraphs 501 to 505",
    },
    "BD_IN_2014_AWARD": {
        "primary_source": "Annex VII arbitration, registry Permanent Court of Arbitration, award of 7 July 2014, "
        "Reports of International Arbitral Awards, vol. 32, p. 1, paragraph 509 and appendix paragraph 23",
    },
}  # fmt: skip

#: Titles of the collection that use a short name of a party, one name of a feature or of a sea that has several, or the words of one side.
TITLES = {
    "UNC_1953_NLL": "Northern Limit Line, by order of the United Nations Command",
    "DPRK_1999_MDL": "Maritime military demarcation line in the West Sea / Yellow Sea, by a communique of 2 September 1999 as reported",
    "TW_STRAIT_MEDIAN": "Median line in the Taiwan Strait, in an announcement of 30 July 2019 as reported",
    "JP_TW_FISH_2013": "Waters of a fisheries arrangement, as enacted in the cabinet order of 4 December 2019",
    "JP_1963_FISH_LINE": "Fishing-prohibition line off Nemuro and Shiretoko, ordinance 5 of 1963",
    "JP_1977_BASELINE_14": "Japan straight baseline, item 14",
    "JP_1977_BASELINE_15": "Japan straight baseline, item 15",
    "CN_2012_BASELINE_1": "Statement on baselines around features with several claimants, main group, 2012",
    "CN_2012_BASELINE_2": "Statement on baselines around features with several claimants, eastern island, 2012",
    "CN_2024_BASELINE_NOVEMBER": "Statement on baselines around a feature with several claimants, 2024",
    "CN_1996_BASELINE_2": "Declaration on baselines around features with several claimants, 1996",
    "CN_2024_BASELINE_MARCH": f"Statement on the baseline of the territorial sea in the northern part of the {_GULF}",
    "CN_VN_2000_GULF_CLOSING": f"Southern limit of the {_GULF} (definition in article I of the agreement of 2000)",
    "CN_VN_2000_BOUNDARY": f"Agreement on the delimitation of territorial seas, EEZs and continental shelves in the {_GULF}",
    "VN_2025_BASELINE": f"Declaration on baselines in the {_GULF}",
    "CN_KR_2000_PMZ": "China-Republic of Korea fisheries agreement of 2000, provisional measures zone (West Sea / Yellow Sea)",
    "PH_1978_PD1596": "Presidential Decree No. 1596 of 11 June 1978",
    "KR_SPECIAL_SEA_ZONE_EAST": "Republic of Korea special sea zone, East Sea / Sea of Japan",
    "KR_SPECIAL_SEA_ZONE_WEST": "Republic of Korea special sea zone, West Sea / Yellow Sea",
    "KR_RESTRAINT_ZONE_EAST": "Republic of Korea fishing restraint zone, East Sea / Sea of Japan",
    "KR_RESTRAINT_ZONE_WEST": "Republic of Korea fishing restraint zone, West Sea / Yellow Sea",
    "AU_ID_SEABED_EAST": "Australia-Indonesia seabed boundary 1971/1972, eastern segment",
    "AU_ID_SEABED_WEST": "Australia-Indonesia seabed boundary 1972, western segment",
    "MY_TH_1979_TS_POINT": "Treaty relating to the delimitation of the territorial seas, start of the line west of the peninsula",
    "IN_ID_TH_1978": "India-Indonesia-Thailand trijunction and related boundaries, Andaman Sea, 1978",
    "IN_MM_TH_1993_T": "India-Myanmar-Thailand trijunction, Andaman Sea, 1993",
    "IN_LK_1974": "India-Sri Lanka boundary in historic waters, Palk Strait, 1974",
    "IN_LK_1976_MANNAR": "India-Sri Lanka maritime boundary, Gulf of Mannar, 1976",
    "IN_ID_1974_1977": "India-Indonesia continental shelf boundary, 1974 and 1977",
    "ID_TH_1971_1975": "Indonesia-Thailand continental shelf and sea-bed boundary, 1971 and 1975",
}  # fmt: skip
