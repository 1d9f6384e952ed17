"""Flat tables: one row for each key, columns of numbers and text. The tables of a publisher are declared, then read alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from toolkit.catalog.checks import Layout, finish, need_columns, numbers, refuse_repeated
from toolkit.catalog.layout import read_table

__all__ = ["Field", "FlatTable", "whole", "word"]

_TABLE = frozenset({"text", "parquet", "xlsx"})


@dataclass(frozen=True)
class Field:
    """One column of a publisher's table.

    Attributes
    ----------
    column, name : str
        Name in the file, and ours.
    unit : str
        Unit of a number (``1`` for a ratio or an index); empty for text.
    low, high : float, optional
        What is possible.
    spaced : bool
        Whether thousands are written with spaces.
    """

    column: str
    name: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    whole: bool = False
    spaced: bool = False


def word(column: str, name: str | None = None) -> Field:
    """Declare a column of text."""
    return Field(column, name or column)


def whole(column: str, name: str | None = None, low: float = 0, high: float | None = None) -> Field:
    """Declare a column of whole numbers that is never empty (codes, years)."""
    return Field(column, name or column, "1", low, high, whole=True)


@dataclass(frozen=True)
class FlatTable:
    """A publisher's table.

    Attributes
    ----------
    layout, title, dataset_id : str
        As in :class:`toolkit.catalog.checks.Layout`.
    fields : tuple of Field
        Columns that are there in every edition.
    optional : tuple of Field
        Columns that may be there.
    key : tuple of str
        Our names of the columns that name a row; empty where rows may repeat.
    missing : collection of str
        Words for no data.
    header : bool
        Whether the file has a line of column names.
    notes : tuple of str
        What a user of the table must know.
    one_of : tuple of str
        Columns (as in the file) of which at least one must be there.
    """

    layout: str
    title: str
    dataset_id: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    optional: tuple[Field, ...] = ()
    missing: Collection[str] = ("", "NA")
    header: bool = True
    notes: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()

    def read(self, path: str | Path) -> pd.DataFrame:
        """Read a file of this layout.

        Parameters
        ----------
        path : path
            The file.

        Returns
        -------
        pandas.DataFrame
            Our columns first, then those of the file that have other names.

        Raises
        ------
        SchemaError
            A column is missing, a key occurs twice, or a value is not a number or impossible; the message names the row.
        UnreadableFileError
            The file is damaged.
        """
        path = Path(path)
        columns = [field.column for field in self.fields]
        frame = read_table(path, header=self.header, names=None if self.header else columns)
        encoding = frame.attrs["encoding"]
        need_columns(path, frame.columns, columns, what=self.title)
        if self.one_of and not set(self.one_of) & set(frame.columns):
            need_columns(path, frame.columns, self.one_of, what=self.title)
        present = [*self.fields, *(field for field in self.optional if field.column in frame.columns)]
        ours = pd.DataFrame({field.name: self._values(path, frame, field) for field in present}, index=frame.index)
        if self.key:
            refuse_repeated(path, ours, list(self.key))
        out = ours.join(frame[[name for name in frame.columns if name and name not in ours.columns]])
        out.attrs["encoding"] = encoding
        units = {field.name: field.unit for field in present if field.unit and not field.whole}
        return finish(out, layout=self.layout, dataset_id=self.dataset_id, units=units, path=path, notes=self.notes)

    def _values(self, path: Path, frame: pd.DataFrame, field: Field) -> pd.Series:
        if not field.unit:
            return frame[field.column].astype("str").str.strip()
        cells = frame
        if field.spaced:
            cells = frame.assign(**{field.column: frame[field.column].str.replace(r"(?<=\d)[ \u00a0](?=\d{3})", "", regex=True)})
        missing = () if field.whole else self.missing
        values = numbers(path, cells, field.column, missing=missing, low=field.low, high=field.high, unit=field.unit)
        return values.astype("int64") if field.whole else values

    def as_layout(self) -> Layout:
        """Return the layout for the list of layouts."""
        columns = tuple(field.column for field in self.fields)
        return Layout(self.layout, self.title, self.dataset_id, _TABLE, columns, self.read, one_of=self.one_of)


def as_layouts(tables: Iterable[FlatTable]) -> tuple[Layout, ...]:
    """Return the layouts of several tables."""
    return tuple(table.as_layout() for table in tables)
