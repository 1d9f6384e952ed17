"""Results of notebooks, compared by data, and figures by structure: a cell's metadata calls `check` right after it, in its kernel.

The expected numbers are in `tests/notebook/expected/<notebook>.json`, one entry for each such cell. Where a change is meant, write them
again with `ARF_MARINE_WRITE_RESULTS=1 python -m pytest notebooks` and read the difference before it is committed.

Of a figure numbers, classes, counts and kinds are held, and no sentence: titles, subtitles and texts of legends are left to the tests of
the maps, so that another wording there changes no result of a notebook.
"""

import ast
import json
import math
import os
import re
from pathlib import Path

EXPECTED = Path(__file__).resolve().parents[1] / "notebook" / "expected"

#: The numbers of a figure that are held, where it has them; another one beside them changes no result.
NUMBERS = ("faces", "km2", "overlap_faces", "overlap_km2", "joint_km2", "deepest", "with_value", "without", "low", "high", "firm", "thin")


def plain(value):
    """A result as lists, dictionaries, texts and numbers of JSON; of a figure what is drawn, not its pixels."""
    if hasattr(value, "savefig") and hasattr(value, "info"):
        return plain(_drawn(value))
    if hasattr(value, "reset_index"):  # a Series or a DataFrame
        frame = value.to_frame("value") if hasattr(value, "to_frame") and not hasattr(value, "columns") else value
        frame = frame.reset_index()
        return {
            "columns": [str(name) for name in frame.columns],
            "rows": [[plain(item) for item in row] for row in frame.itertuples(index=False)],
        }
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    if hasattr(value, "item") and getattr(value, "size", 1) == 1:
        value = value.item()
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return None if math.isnan(value) else float(f"{value:.9g}") if isinstance(value, float) else value
    return str(value)


def _drawn(figure):
    """What a figure shows, without its words: kinds and counts of what is drawn, classes and numbers, rules that refuse its export."""
    from toolkit.cartography.lint import lint
    from toolkit.cartography.structure import figure_structure

    found, values = figure_structure(figure), dict(figure.info.values)
    kept = {name: found[name] for name in ("kind", "region", "page", "data_kind", "datasets", "faces", "textures", "lines", "digits")}
    beside = [re.findall(r"\d[\d,.]*", value) for _, value in found["legend"]]
    return kept | {
        "numbers": {name: values[name] for name in NUMBERS if name in values},
        "by_claimants": values.get("km2_by_claimants", {}),
        "classes": values.get("classes", []),
        "by_reason": sorted(values.get("reasons", {}).values()),
        "legend_numbers": [[item.replace(",", "") for item in items] for items in beside if items],
        "rules_broken": sorted({finding.rule for finding in lint(figure) if finding.severity == "error"}),
    }


def differences(expected, found, where=""):
    """Where two results differ, in words; numbers agree to one part in a million."""
    if isinstance(expected, (int, float)) and isinstance(found, (int, float)) and not isinstance(expected, bool):
        return [] if math.isclose(expected, found, rel_tol=1e-6, abs_tol=1e-9) else [f"{where}: expected {expected}, found {found}"]
    if isinstance(expected, dict) and isinstance(found, dict):
        out = [f"{where}: {key} is {'missing' if key in expected else 'new'}" for key in sorted(set(expected) ^ set(found))]
        return out + [line for key in expected if key in found for line in differences(expected[key], found[key], f"{where}.{key}")]
    if isinstance(expected, list) and isinstance(found, list):
        out = [f"{where}: expected {len(expected)} items, found {len(found)}"] if len(expected) != len(found) else []
        pairs = enumerate(zip(expected, found, strict=False))
        return out + [line for i, (one, other) in pairs for line in differences(one, other, f"{where}[{i}]")]
    return [] if expected == found else [f"{where}: expected {expected!r}, found {found!r}"]


def shown():
    """The result of the cell that ran last (`_` would not do: a notebook may assign to it)."""
    results = get_ipython().user_ns["_oh"]  # noqa: F821  (a builtin of the kernel)
    return results[max(results)]


def check(name):
    """Raise AssertionError, naming the cell, unless the result that the cell has just shown is the expected one."""
    book, cell = name.split("/")
    value = shown()
    path = EXPECTED / f"{book}.json"
    known = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    found = plain(value)
    if os.environ.get("ARF_MARINE_WRITE_RESULTS"):
        known[cell] = found
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = ",\n".join(f" {json.dumps(key)}: {json.dumps(known[key], ensure_ascii=False)}" for key in sorted(known))
        path.write_text(f"{{\n{lines}\n}}\n", "utf-8")
        return
    assert cell in known, f"notebook {book}, cell '{cell}': no expected result; see tests/offline/notebook_results.py"
    different = differences(known[cell], found, cell)
    assert not different, f"notebook {book}, cell '{cell}' gives another result:\n" + "\n".join(different[:20])


def must_fail(book):
    """Called only when a cell that is meant to fail did not: cells that end in an error run nothing afterwards."""
    raise AssertionError(f"notebook {book}: a cell tagged 'raises-exception' raised nothing")


def told(message):
    """The sentence of `check` out of the long message with which nbmake wraps a failed check; empty where there is none."""
    found = re.search(r"""'evalue': ("notebook (?:[^"\\]|\\.)*"|'notebook (?:[^'\\]|\\.)*')""", message)
    return ast.literal_eval(found[1]) if found else ""
