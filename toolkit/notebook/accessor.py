"""The accessor ``.arf`` on xarray objects: the verbs of the overlay and the maps, said from the side of the data.

It adds nothing of its own: ``data.arf.table(faces)`` is ``zonal_table(data, coverage(data, faces))``. The weights of the last faces
are kept with the object, so that a second statistic on the same faces is quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import xarray as xr

from toolkit.errors import GridError

if TYPE_CHECKING:
    from toolkit.cartography.sheet import MapFigure
    from toolkit.overlay.coverage import Weights
    from toolkit.overlay.table import IndicatorTable

__all__ = ["ArfDataArray", "ArfDataset"]


class _Weighed:
    """What both accessors share: weights, kept for the last faces."""

    def __init__(self, data: Any) -> None:
        self._data = data
        self._kept: tuple[str, Weights] | None = None

    def coverage(self, faces: Any) -> Weights:
        """Return km2 of each cell inside each face (:func:`toolkit.coverage`); computed once for the same faces."""
        from toolkit.overlay.coverage import coverage
        from toolkit.overlay.faces import face_fingerprint

        fingerprint = face_fingerprint(faces)
        if self._kept is None or self._kept[0] != fingerprint:
            self._kept = (fingerprint, coverage(self._data, faces))
        return self._kept[1]

    def zonal(self, faces: Any, stats: Any = ("mean",), **options: Any) -> xr.Dataset:
        """Return statistics in each face as a dataset with the dimension ``face``.

        Parameters
        ----------
        faces : Faces or geopandas.GeoDataFrame
            From :func:`toolkit.partition`, or any polygons in EPSG:4326 with a unique index.
        stats : str or sequence of str
            Names of statistics, such as ``mean``, ``sum``, ``quantile_0.9``.
        **options
            As in :func:`toolkit.zonal`: ``within``, ``quantity``, ``min_valid_fraction``, ``classes``.

        Returns
        -------
        xarray.Dataset
            One variable for each statistic, with ``valid_fraction`` and ``n_cells``.
        """
        from toolkit.overlay.zonal import zonal

        return zonal(self._data, self.coverage(faces), stats, **options)


@xr.register_dataarray_accessor("arf")  # type: ignore[no-untyped-call]
class ArfDataArray(_Weighed):
    """Overlay and map a variable: ``data.arf.zonal``, ``data.arf.table``, ``data.arf.map``.

    Examples
    --------
    >>> import toolkit as tk, toolkit.notebook
    >>> faces = tk.partition(tk.read_claims("gulf-of-thailand"))
    >>> table = tk.read_reef_grid()["n_cells"].arf.table(faces, indicator="reef_cells")
    >>> table.frame["units"].unique().tolist()
    ['count']
    """

    def table(self, faces: Any, *, indicator: Any = None, **options: Any) -> IndicatorTable:
        """Return the indicator table of the variable.

        Parameters
        ----------
        faces : Faces or geopandas.GeoDataFrame
            Polygons.
        indicator : str or Indicator, optional
            What the values are, by its identifier or its record; by default the name of the variable. A known identifier brings its
            record along: units, kind of quantity, minimum of data.
        **options
            As in :func:`toolkit.zonal_table`: ``stats``, ``within``, ``quantity``, ``units``, ...
        """
        from toolkit.overlay.tabulate import zonal_table

        return zonal_table(self._data, self.coverage(faces), indicator=_record(self._data, indicator), **options)

    def map(
        self,
        faces: Any,
        region: Any,
        *,
        indicator: Any = None,
        within: Any = None,
        stats: Any = None,
        units: str | None = None,
        **drawing: Any,
    ) -> MapFigure:
        """Return the map of the variable, one class for each face; a variable of one's own has classes cut from its values.

        Parameters
        ----------
        faces : Faces
            From :func:`toolkit.partition`.
        region : str or Region
            Where.
        indicator, within, stats, units
            As in :meth:`table`.
        **drawing
            As in :func:`toolkit.map_indicator`: ``time``, ``statistic``, ``reefs``, ``page``, ``title``, ...
        """
        from toolkit.cartography.figures import map_indicator
        from toolkit.indicators.model import Indicator
        from toolkit.indicators.own import own_indicator

        record = _record(self._data, indicator)
        table = self.table(faces, indicator=record, within=within, stats=stats, units=units)
        if not isinstance(record, Indicator):
            rows = table.frame
            name, title = str(rows["indicator"].iloc[0]), str(self._data.attrs.get("long_name") or self._data.name).replace("_", " ")
            record = own_indicator(
                name,
                title=title[:1].upper() + title[1:],
                units=str(rows["units"].iloc[0]),
                quantity=self._data.attrs.get("quantity", "intensive"),
                values=rows["value"],
            )
        return map_indicator(faces, table, record, region, **drawing)


@xr.register_dataset_accessor("arf")  # type: ignore[no-untyped-call]
class ArfDataset(_Weighed):
    """Overlay all variables of a dataset: ``data.arf.zonal(faces)``; one of them: ``data["sst"].arf.table(faces)``."""

    def table(self, faces: Any, **options: Any) -> IndicatorTable:
        """Return one indicator table with the rows of every gridded variable (options as in :func:`toolkit.zonal_table`).

        Raises
        ------
        GridError
            The dataset has no gridded variable.
        """
        from toolkit.overlay.table import IndicatorTable
        from toolkit.overlay.tabulate import zonal_table

        weights = self.coverage(faces)
        gridded = [item for item in self._data.data_vars.values() if item.ndim >= 2 and item.dtype.kind in "fiub"]
        if not gridded:
            raise GridError(f"None of {list(self._data.data_vars)} is a gridded variable. Choose a dataset with latitude and longitude.")
        return IndicatorTable.concat([zonal_table(item, weights, indicator=_record(item, None), **options) for item in gridded])


def _record(data: xr.DataArray, indicator: Any) -> Any:
    """Return the record of a known indicator; otherwise what was given."""
    from toolkit.indicators.records import indicators

    name = indicator if indicator is not None else data.name
    return indicators().get(name, indicator) if isinstance(name, str) else indicator
