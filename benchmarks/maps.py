"""Maps: a page of the toolkit, measured and written, against the same patches in plain cartopy.

Plain cartopy draws the same faces in the same projection, filled by number of claimants over the same coast, and saves a PNG of the
same size: no labels, legend, textures, line kinds, key, foot, checks or alternative text. The page has all of these.
"""

from __future__ import annotations

import io
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

REGION = "south-china-sea"
COLOURS = ("#ebd7eb", "#dfa9c8", "#d17ca1", "#95658f", "#554f7c")
FIRST = """
import time
t = time.perf_counter()
import toolkit as tk
region = tk.regions()["south-china-sea"]
figure = tk.map_claims(tk.partition(tk.read_claims("arf").within(region)), region)
figure._repr_mimebundle_()
print(time.perf_counter() - t, time.process_time())
"""


def seconds(work: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Return elapsed and processor time of the shortest of some runs."""
    times = []
    for _ in range(repeats):
        start, cpu = time.perf_counter(), time.process_time()
        work()
        times.append((time.perf_counter() - start, time.process_time() - cpu))
    return min(times)


def run(repeats: int = 2) -> pd.DataFrame:
    """Measure and return one row for each task: seconds here, seconds in plain cartopy (where there is a counterpart), the limit."""
    import cartopy.crs as ccrs
    import shapely
    import toolkit as tk
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from toolkit.catalog.embedded import read_land

    region = tk.regions()[REGION]
    faces = tk.partition(tk.read_claims("arf").within(region))
    table, _ = tk.standard_table(faces)
    lon, lat = region.centre

    def plain() -> None:
        figure = Figure(figsize=(8.27, 11.69), dpi=300)
        FigureCanvasAgg(figure)
        axes = figure.add_subplot(projection=ccrs.LambertAzimuthalEqualArea(lon, lat))
        west, south, east, north = region.bounds
        axes.set_extent((west, east, south, north), ccrs.PlateCarree())
        for n, part in faces.frame.groupby("n_claimants"):
            axes.add_geometries(list(part.geometry), ccrs.PlateCarree(), facecolor=COLOURS[min(n, 5) - 1], edgecolor="none")
        land = shapely.get_parts(read_land(region.bounds).geometry.to_numpy())
        axes.add_geometries(list(land), ccrs.PlateCarree(), facecolor="#d2cdc4", edgecolor="#6b6b6b", linewidth=0.35)
        axes.gridlines(draw_labels={"left": "y", "bottom": "x"})
        figure.savefig(io.BytesIO(), format="png")

    cartopy_seconds = seconds(plain, repeats)[1]
    rows: list[tuple[str, float, float, float | None, float]] = []
    with TemporaryDirectory() as name:
        folder = Path(name)
        tasks: list[tuple[str, Callable[[], object], float | None]] = [
            ("map of claims, checked, PNG at 300 dpi",
             lambda: tk.save_figure(tk.map_claims(faces, region), folder, "a", ("png",)), cartopy_seconds),
            ("map of claims, checked, PNG, SVG and PDF", lambda: tk.save_figure(tk.map_claims(faces, region), folder, "b"), None),
            ("map of an indicator, checked, PNG at 300 dpi",
             lambda: tk.save_figure(tk.map_indicator(faces, table, "hard_coral_cover", region), folder, "c", ("png",)), None),
            ("two indicators at once, drawn", lambda: tk.map_both(faces, table, "hard_coral_cover", "share_sustainable", region), None),
            ("small multiples, 5 periods, drawn", lambda: tk.map_multiples(faces, table, "hard_coral_cover", region), None),
            ("interactive map, written", lambda: tk.map_web(faces, table, "hard_coral_cover", region).save(folder / "d.html"), None),
        ]  # fmt: skip
        for task, work, other in tasks:
            rows.append((task, *seconds(work, repeats), other, 5.0))
        rows.append(("atlas of all regions, checked, one PDF", *seconds(lambda: tk.save_atlas(tk.atlas(), folder), 1), None, 60.0))
    first = subprocess.run([sys.executable, "-c", FIRST], capture_output=True, text=True, check=True)
    elapsed, cpu = (float(part) for part in first.stdout.split())
    rows.append(("first map in a fresh process, with imports", elapsed, cpu, None, 8.0))
    return pd.DataFrame(rows, columns=["task", "seconds", "cpu_seconds", "cpu_seconds_plain_cartopy", "limit_seconds"])


if __name__ == "__main__":
    print(run().round(2).to_string(index=False))
