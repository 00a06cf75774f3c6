"""Columns of any type as the text that the cells of a CSV file would have. Pure, and with polars."""

from __future__ import annotations

import polars as pl


def as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    """The column as text: a list with `;` between, a whole number without a point. Null stays null."""
    column = pl.col(name)
    if isinstance(dtype, pl.List):
        return column.cast(pl.List(pl.String)).list.join(";")
    if dtype.is_float() or dtype.is_decimal():
        whole = column.cast(pl.Int64, strict=False)
        return pl.when(column == whole).then(whole.cast(pl.String)).otherwise(column.cast(pl.String)).alias(name)
    return column.cast(pl.String)
