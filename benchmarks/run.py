"""Run every benchmark of this folder and write its table to `benchmarks/results/`.

A benchmark is a module with ``run() -> pandas.DataFrame``. Peers that are not installed are left out (`benchmarks/requirements.txt`).
Name modules to run only these: ``python benchmarks/run.py zonal``; a part of one, in place of its rows of an earlier run: ``zonal:a``.
"""

from __future__ import annotations

import datetime
import importlib
import importlib.metadata
import os
import platform
import sys
from pathlib import Path

import pandas as pd

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
PACKAGES = (
    *("dask", "distributed", "exactextract", "geopandas", "netCDF4", "numba", "numpy", "rasterstats", "regionmask"),
    *("scipy", "shapely", "xarray", "xvec", "zarr"),
)


def machine() -> list[str]:
    """What ran the benchmark, and what else ran."""
    lines = [f"date: {datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M} UTC"]
    info = Path("/proc/cpuinfo")
    names = [line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    lines.append(
        f"processor: {names[0] if names else platform.processor()}, {os.cpu_count()} cores; {platform.system()} {platform.machine()}"
    )
    if hasattr(os, "sysconf"):
        lines.append(f"memory: {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB")
    if hasattr(os, "getloadavg"):
        lines.append(f"load of the machine over the 15 minutes before (1 for each busy core): {os.getloadavg()[2]:.1f}")
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            found.append(f"{name} not installed")
    return [*lines, f"Python {platform.python_version()}; " + ", ".join(found)]


def markdown(table) -> str:
    """A table of a data frame, three significant digits."""

    def cell(value) -> str:
        if isinstance(value, float):
            return "" if value != value else f"{value:.3g}"
        return str(value)

    head = [str(name) for name in table.columns]
    rows = [[cell(value) for value in row] for row in table.itertuples(index=False)]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)) + "\n"


def plot(table, path: Path) -> None:
    """Draw the cost of a further step of each contestant, on a logarithmic axis."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    cases = list(dict.fromkeys(table["case"]))
    figure = Figure(figsize=(8, 2.1 * len(cases)), layout="constrained")
    FigureCanvasSVG(figure)
    for number, case in enumerate(cases):
        rows = table[(table["case"] == case) & table["further_step_ms"].gt(0)].iloc[::-1]
        axis = figure.add_subplot(len(cases), 1, number + 1)
        axis.barh(
            rows["contestant"],
            rows["further_step_ms"],
            color=["#1f6f8b" if n.startswith("ours") else "#b0b0b0" for n in rows["contestant"]],
        )
        axis.axvline(rows["plain_read_ms"].iloc[0], color="black", linestyle=":", linewidth=1)
        axis.set_xscale("log")
        axis.set_title(case, loc="left", fontsize=9)
        axis.tick_params(labelsize=8)
    axis.set_xlabel("ms for each further step; dotted: picking the touched cells and adding them up", fontsize=8)
    figure.savefig(path, metadata={"Date": None})


def main(names: list[str]) -> None:
    """Run the named benchmarks, or all."""
    sys.path.insert(0, str(HERE))
    RESULTS.mkdir(exist_ok=True)
    modules = names or sorted(path.stem for path in HERE.glob("*.py") if path.stem != "run")
    for wanted in modules:
        name, _, part = wanted.partition(":")
        module = importlib.import_module(name)
        if not hasattr(module, "run"):
            continue
        print(f"== {wanted}", flush=True)
        before = machine()
        table = module.run(part) if part else module.run()
        if part and (RESULTS / f"{name}.csv").exists():
            earlier = pd.read_csv(RESULTS / f"{name}.csv")
            table = pd.concat([earlier[~earlier["case"].isin(table["case"])], table]).sort_values("case", kind="stable", ignore_index=True)
        table.to_csv(RESULTS / f"{name}.csv", index=False, float_format="%.6g")
        title = (module.__doc__ or name).strip().splitlines()
        text = [f"# {title[0]}", *title[1:], "", markdown(table), *(f"- {line}" for line in before), ""]
        (RESULTS / f"{name}.md").write_text("\n".join(text), encoding="utf-8")
        if "further_step_ms" in table:
            plot(table, RESULTS / f"{name}.svg")


if __name__ == "__main__":
    main(sys.argv[1:])
