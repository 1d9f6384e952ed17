"""A small explorer for JupyterLab: choose region, claims, scenario, indicator and time; see the map and the table; export the pack.

All controls are native ones, in the order of reading: they work with Tab, arrows and Enter. Whatever is shown can be copied out as code.
"""

from __future__ import annotations

import asyncio
import base64
import html
import os
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from toolkit.catalog.regions import region as find_region
from toolkit.catalog.regions import regions
from toolkit.claims.names import order_by_name, party_name
from toolkit.errors import ArfMarineError
from toolkit.notebook.state import CLAIMS_MAP, State, compute, draw, read

__all__ = ["Explorer", "explore"]

#: Seconds without another choice before anything is computed.
_MOMENT = 0.5
#: JupyterLab takes keys that are pressed in a menu of an output for its own (A inserts a cell, D D deletes it, arrows move to another);
#: in an element with this attribute it does not. Widgets have no attributes of their own, so a script sets it on what gets the focus.
_OWN_KEYS = """document.addEventListener('focusin', event => {
  if (event.target.closest('.arf-marine-explorer')) event.target.setAttribute('data-lm-suppress-shortcuts', 'true');
});"""
_WIDE = {"description_width": "9em"}
_LABELS = {
    "features": "Disputed features",
    "undelimited": "No agreed line",
    "stated": "Stated areas",
    "symbol": "Map symbol",
    "unratified": "Treaties not in force",
}


def _menu(label: str, options: Any, value: Any) -> Any:
    return widgets.Dropdown(options=options, value=value, description=label, style=_WIDE, layout=widgets.Layout(width="30em"))


def _line(label: str, value: str, hint: str) -> Any:
    return widgets.Text(
        value=value, placeholder=hint, description=label, style=_WIDE, layout=widgets.Layout(width="30em"), continuous_update=False
    )


class Explorer:
    """Controls, map and table that follow one another.

    Parameters
    ----------
    state : State, optional
        What to show first.

    Attributes
    ----------
    state : State
        What is shown now.
    faces, table, figure : object
        The objects behind it, for use in the next cell; None where a choice could not be shown.
    widget : ipywidgets.Widget
        What the notebook displays.
    """

    def __init__(self, state: State | None = None) -> None:
        self.state = state or State()
        self.faces: Any = None
        self.table: Any = None
        self.figure: Any = None
        self._kept: dict[tuple[Any, ...], tuple[Any, Any]] = {}
        self._busy = False
        self._timer: asyncio.TimerHandle | None = None
        find_region(self.state.region)
        self.region = _menu("Region", [(item.title, item.id) for item in regions().values()], self.state.region)
        self.claims = _line("Claims", self.state.claims, "empty: embedded; or a path")
        self.column = _line("Claimant column", self.state.claimant_column, "where it is not found by itself")
        self.axes: dict[str, Any] = {}
        self._axes_box = widgets.VBox([])
        self.indicator = _menu("Indicator", [("Claims", CLAIMS_MAP)], CLAIMS_MAP)
        self.time = _menu("Time", [("latest", "")], "")
        self.folder = _line("Folder of the pack", _folder(self.state.region), "a folder that does not exist yet")
        self.export = widgets.Button(description="Export the pack", icon="download", tooltip="The pack that arf-marine briefing makes")
        self.status = widgets.HTML()
        self.map = widgets.HTML(layout=widgets.Layout(flex="1 1 28em"))  # beside the controls where there is room
        self.values = widgets.HTML()
        self.code = widgets.Textarea(
            description="As code", style=_WIDE, layout=widgets.Layout(width="100%", height="6.5em"), disabled=False
        )
        controls = [self.region, self.claims, self.column, self._axes_box, self.indicator, self.time, self.folder, self.export, self.status]
        choices = widgets.VBox(controls)
        below = widgets.Accordion([self.values], titles=("Table",))
        self.widget = widgets.VBox(
            [widgets.HBox([choices, self.map], layout=widgets.Layout(flex_flow="row wrap", grid_gap="1em")), self.code, below, _script()]
        )
        self.widget.add_class("arf-marine-explorer")
        for control in (self.region, self.claims, self.column, self.indicator, self.time):
            control.observe(self._changed, names="value")
        self.export.on_click(lambda _button: self.write())
        self._show(self.state)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.widget._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        return f"<Explorer: {self.state}>"

    def _changed(self, change: Any) -> None:
        if self._busy:
            return
        afresh = change["owner"] in (self.region, self.claims, self.column)
        kept = {} if afresh else {axis: menu.value for axis, menu in self.axes.items() if menu.value}
        self._soon(
            State(self.region.value, self.claims.value.strip(), kept, self.indicator.value, self.time.value, self.column.value.strip())
        )

    def _soon(self, state: State) -> None:
        """Show a state when no other is chosen within a moment: arrow keys pass many entries of a menu."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # not in a kernel
            self._show(state)
            return
        if self._timer is not None:
            self._timer.cancel()
        self._say("Working …")
        self._timer = loop.call_later(_MOMENT, self._show, state)

    def _show(self, state: State) -> None:
        """Compute and draw; a mistake is told in the status line and leaves the controls as they are."""
        self._say("Working …")
        try:
            key = (state.region, state.claims, state.claimant_column, tuple(sorted(state.choices.items())))
            if key not in self._kept:
                self._kept = {**dict(list(self._kept.items())[-3:]), key: compute(state)}
            self.faces, self.table = self._kept[key]
            state = self._offer(state)
            self.figure = draw(state, self.faces, self.table)
        except ArfMarineError as error:
            self.figure, self.map.value, self.values.value = None, "", ""
            self._say(f"{type(error).__name__}: {error}", alert=True)
            return
        self.state = state
        self.code.value = state.code()
        self.map.value = _picture(self.figure)
        self.values.value = _rows(state, self.faces, self.table)
        self.export.disabled = bool(state.choices)
        self._say("A pack is made of the base of the claim set; set the choices back to export one." if state.choices else "")

    def _offer(self, state: State) -> State:
        """Fill the menus with what these faces and this table offer; return the state that is possible."""
        from toolkit.claims.scenarios import carried
        from toolkit.indicators.records import indicators

        found = list(dict.fromkeys(self.table.frame["indicator"]))
        records = indicators()
        titles = [("Claims", CLAIMS_MAP), *((records[name].title if name in records else name, name) for name in found)]
        indicator = state.indicator if state.indicator in [name for _, name in titles] else CLAIMS_MAP
        times = sorted(set(self.table.select(indicator=indicator).frame["time"]) - {""}) if indicator != CLAIMS_MAP else []
        time = state.time if state.time in times else ""
        whole = read(state)
        axes = {axis: values for axis, values in carried(whole).items() if len(values) > 1}
        self._busy = True
        try:
            if self.region.value != state.region:
                self.region.value = state.region
            if self.folder.value in {_folder(name) for name in regions()}:
                self.folder.value = _folder(state.region)
            self.indicator.options, self.indicator.value = titles, indicator
            self.time.options, self.time.value = [("latest", ""), *((item, item) for item in times)], time
            self.time.disabled = not times
            if {axis: tuple(value for _, value in menu.options if value) for axis, menu in self.axes.items()} != axes:
                self.axes = {axis: _axis(axis, values, whole.base.get(axis, "")) for axis, values in axes.items()}
                for menu in self.axes.values():
                    menu.observe(self._changed, names="value")
                self._axes_box.children = tuple(self.axes.values())
            for axis, menu in self.axes.items():
                menu.value = state.choices.get(axis, "")
        finally:
            self._busy = False
        return State(state.region, state.claims, state.choices, indicator, time, state.claimant_column)

    def write(self) -> Any:
        """Make the pack of the region and claims that are shown, as ``arf-marine briefing`` does.

        Returns
        -------
        pathlib.Path or None
            Where it is; None where it could not be made (the status line says why).
        """
        from toolkit.briefing.job import make_briefing

        self.export.disabled = True
        try:
            pack = make_briefing(
                self.state.region,
                out=self.folder.value,
                claims=self.state.claims or None,
                claimant_column=self.state.claimant_column or None,
                tell=self._say,
            )
        except ArfMarineError as error:
            self._say(f"{type(error).__name__}: {error}", alert=True)
            return None
        except KeyboardInterrupt:  # the square button of the notebook
            self._say("Stopped. Nothing half-made is left behind; press the button to start again.", alert=True)
            return None
        finally:
            self.export.disabled = bool(self.state.choices)
        self._say(f"The pack is in {pack}. Open index.html there.")
        return pack

    def _say(self, text: str, *, alert: bool = False) -> None:
        role, colour = ("alert", "#b3261e") if alert else ("status", "inherit")
        self.status.value = f'<div role="{role}" style="max-width:30em;line-height:1.4;color:{colour}">{html.escape(text)}</div>'


def _script() -> Any:
    said = {"output_type": "display_data", "data": {"application/javascript": _OWN_KEYS}, "metadata": {}}
    return widgets.Output(outputs=(said,))


def _folder(region: str) -> str:
    """Return where a pack goes: the folder ``maps`` of the checkout, seen from where the notebook runs."""
    project = Path(__file__).resolve().parents[2]
    inside = (project / "maps").is_dir() and Path.cwd().is_relative_to(project)
    return Path(os.path.relpath(project / "maps", Path.cwd()) if inside else "maps", region).as_posix()


def _axis(axis: str, values: tuple[str, ...], base: str) -> Any:
    units = " NM" if axis == "features" else ""
    options = [(f"{base}{units} (base)" if base else "base", ""), *((f"{value}{units}", value) for value in values)]
    return _menu(_LABELS.get(axis, axis), options, "")


def _picture(figure: Any) -> str:
    from toolkit.cartography.export import png_bytes

    data = base64.b64encode(png_bytes(figure, dpi=90)).decode("ascii")
    alt = html.escape(figure.info.alt_short, quote=True)
    return f'<img src="data:image/png;base64,{data}" alt="{alt}" style="max-width:52em;width:100%"/>'


def _rows(state: State, faces: Any, table: Any) -> str:
    """Return the values of the map as a table, in order of the labels of the faces."""
    frame = faces.frame[["label", "claimants", "regime", "area_km2"]].copy()
    frame["claimants"] = [", ".join(party_name(code) for code in order_by_name(codes)) for codes in frame["claimants"]]
    frame["area_km2"] = frame["area_km2"].round()
    if state.indicator != CLAIMS_MAP:
        rows = table.select(indicator=state.indicator).frame
        rows = rows[rows["time"] == (state.time or rows["time"].max())]
        rows = rows[rows["statistic"] == rows["statistic"].iloc[0]].set_index("face_id")
        frame = frame.join(rows[["value", "units", "valid_fraction", "n_sites", "reason"]].round(2))
    return str(frame.to_html(index=False, na_rep="–", border=0, float_format=lambda x: f"{x:,.4g}" if abs(x) < 100 else f"{x:,.0f}"))


def explore(region: str = "south-china-sea", **first: Any) -> Explorer:
    """Open the explorer.

    Parameters
    ----------
    region : str
        What to show first.
    **first
        More of what to show first: ``claims`` (a path), ``claimant_column``, ``indicator``, ``time``, ``choices`` (axis -> choice).

    Returns
    -------
    Explorer
        Displayed by the notebook; ``.faces``, ``.table`` and ``.figure`` are the objects behind what is shown.

    Raises
    ------
    UnknownNameError
        The region is not known.
    """
    return Explorer(State(region, **first))
