"""What a source sends, as rows of our tables; whatever looks wrong refuses the whole answer."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from cbam import tables
from cbam.prices import PRICE_LIMIT
from cbam.reasons import InputError

_AHEAD = timedelta(days=2)  # a date may lie this far ahead of our clock
_UNPACKED = 200_000_000  # bytes of a workbook once unpacked
_HEADER_ROWS = 40
_HUNDRED_KG = 0.1  # tonnes; Comext counts in 100 kg
_BIGGEST_MOVE = 0.25  # share by which a known value may differ before an answer is refused


def parse(form: str, body: bytes, today: date) -> pd.DataFrame:
    """The rows of an answer.

    Args:
        form: ``ecb``, ``eex``, ``certificates`` or ``comext``.
        body: what was fetched.
        today: for dates that lie ahead.

    Returns:
        A table with the columns of the feed's table in ``data/datapackage.json``.

    Raises:
        InputError: ``feed_invalid``, with what is wrong.
    """
    try:
        found = _FORMATS[form](body)
    except InputError:
        raise
    except (ValueError, KeyError, IndexError, TypeError, UnicodeError, CalamineError,
            zipfile.BadZipFile, OverflowError) as error:  # fmt: skip
        raise _invalid(f"{type(error).__name__}: {error}"[:200]) from error
    if found.empty:
        raise _invalid("no rows")
    if "date" in found and max(found["date"]) > (today + _AHEAD).isoformat():
        raise _invalid(f"date ahead of time: {max(found['date'])}")
    return found


def agree(name: str, known: pd.DataFrame, new: pd.DataFrame) -> None:
    """Refuse an answer that contradicts rows that are already on board.

    Args:
        name: the table.
        known: its rows.
        new: the rows of the answer.

    Raises:
        InputError: ``feed_contradicts``, with the first key and both values.
    """
    value = {"exchange_rates": "units_per_eur", "trade_flows": "quantity_t"}.get(name, "price_eur")
    keys = tables.resource(name)["schema"]["primaryKey"]
    both = known.merge(new, on=keys, suffixes=("_known", "_new"))
    before, after = both[f"{value}_known"], both[f"{value}_new"]
    apart = (after - before).abs() > _BIGGEST_MOVE * before.abs()
    if apart.any():
        row = both[apart].iloc[0]
        raise InputError(
            "feed_contradicts", "feed", ", ".join(str(row[key]) for key in keys),
            known=row[f"{value}_known"], new=row[f"{value}_new"],
        )  # fmt: skip


def _invalid(why: str) -> InputError:
    return InputError("feed_invalid", "feed", None, why=why)


def _ecb(body: bytes) -> pd.DataFrame:
    """SDMX-CSV of the ECB: CURRENCY, TIME_PERIOD, OBS_VALUE among other columns."""
    read = pd.read_csv(
        io.BytesIO(body), dtype="str", usecols=["CURRENCY", "TIME_PERIOD", "OBS_VALUE"]
    )
    read = read[read["OBS_VALUE"].notna()]
    value = pd.to_numeric(read["OBS_VALUE"])
    if not ((value > 0) & (value < 1e6)).all():
        raise _invalid("a rate that is not positive")
    found = pd.DataFrame({
        "date": [date.fromisoformat(text).isoformat() for text in read["TIME_PERIOD"]],
        "currency": read["CURRENCY"].tolist(),
        "units_per_eur": value.tolist(),
    })  # fmt: skip
    if not found["currency"].str.fullmatch("[A-Z]{3}").all():
        raise _invalid("a currency that is not three letters")
    return found


def _eex(body: bytes) -> pd.DataFrame:
    """The exchange's yearly workbook: one line per auction below a header with these columns."""
    wanted = {
        "date": r"^date", "price_eur": r"^auction price", "volume_t": r"^auction volume",
        "status": r"^status", "contract": r"^contract", "auctioneer": r"^country|^zone|auctioneer",
        "cover_ratio": r"^cover",
    }  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        if sum(item.file_size for item in packed.infolist()) > _UNPACKED:
            raise _invalid("workbook larger than expected")
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    rows: list[dict[str, Any]] = []
    for name in book.sheet_names:
        cells = book.get_sheet_by_name(name).to_python()
        for at, line in enumerate(cells[:_HEADER_ROWS]):
            texts = [str(cell).strip().casefold() for cell in line]
            columns = {
                key: i for key, pattern in wanted.items()
                for i, text in reversed(list(enumerate(texts))) if re.search(pattern, text)
            }  # fmt: skip
            if {"date", "price_eur", "volume_t", "auctioneer"} <= columns.keys():
                rows += [
                    {key: below[i] for key, i in columns.items() if i < len(below)}
                    for below in cells[at + 1 :]
                ]
                break
    return pd.DataFrame([_auction(row) for row in rows if _held(row)], columns=[
        "date", "price_eur", "volume_t", "auctioneer", "contract", "cover_ratio", "evidence",
    ])  # fmt: skip


def _held(row: dict[str, Any]) -> bool:
    """Whether a line is an auction that took place; cancelled ones do not count."""
    status = str(row.get("status", "")).casefold()
    return (
        bool(row.get("date")) and row.get("price_eur") not in ("", None) and "cancel" not in status
    )


def _auction(row: dict[str, Any]) -> tuple[Any, ...]:
    day = row["date"]
    day = day.date() if isinstance(day, datetime) else day
    if not isinstance(day, date):
        day = date.fromisoformat(str(day)[:10])
    price, volume = float(row["price_eur"]), float(row["volume_t"])
    if not (0 < price < PRICE_LIMIT and volume > 0):
        raise _invalid(f"auction of {day}: price {price}, volume {volume}")
    cover = row.get("cover_ratio")
    return (
        day.isoformat(), price, volume, str(row["auctioneer"]).strip().upper(),
        str(row.get("contract") or "").strip(), float(cover) if cover not in ("", None) else None,
        "feed",
    )  # fmt: skip


class _Rows(HTMLParser):
    """The texts of all table cells of a page, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.rows[-1][-1] += data


_QUARTER = re.compile(r"Q([1-4])\D{0,12}(20\d\d)|(20\d\d)\D{0,12}Q([1-4])")
_ORDINALS = {"first": "Q1", "second": "Q2", "third": "Q3", "fourth": "Q4"}


def _certificates(body: bytes) -> pd.DataFrame:
    """Quarterly certificate prices: our own CSV layout, or a page with a table of quarters."""
    columns = [field["name"] for field in tables.resource("certificate_prices")["schema"]["fields"]]
    text = body.decode("utf-8-sig")
    if text.lstrip().startswith("<"):
        rows = _certificate_rows(text)
    else:
        read = pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False)
        rows = [
            (int(row["year"]), row["quarter"], float(row["price_eur"]), row["published"])
            for row in read.to_dict("records")
            if row["price_eur"]
        ]
    for _year, quarter, price, day in rows:
        if quarter not in ("Q1", "Q2", "Q3", "Q4") or not 0 < price < PRICE_LIMIT:
            raise _invalid(f"{quarter}: {price}")
        if day:
            date.fromisoformat(day)
    found = pd.DataFrame(rows, columns=["year", "quarter", "price_eur", "published"])
    found = found.assign(status="published", recomputed_eur=None, auctions=pd.NA)
    return found[columns]


def _certificate_rows(text: str) -> list[tuple[int, str, float, str]]:
    page = _Rows()
    page.feed(text)
    found = []
    for cells in page.rows:
        line = " ".join(" ".join(cell.split()) for cell in cells)
        for word, name in _ORDINALS.items():
            line = re.sub(rf"\b{word} quarter( of)?\b", name, line, flags=re.IGNORECASE)
        at = _QUARTER.search(line)
        price = re.search(r"(?<![\d.,])(\d{1,4})[.,](\d{2})(?![\d.,])", line)
        if at and price:
            quarter, year = at[1] or at[4], at[2] or at[3]
            day = re.search(r"20\d\d-\d\d-\d\d", line)
            found.append(
                (int(year), f"Q{quarter}", float(f"{price[1]}.{price[2]}"), day[0] if day else "")
            )
    return found


def _comext(body: bytes) -> pd.DataFrame:
    """SDMX-CSV of Comext: partner, product, indicators, TIME_PERIOD, OBS_VALUE; CN8 lines only."""
    read = pd.read_csv(io.BytesIO(body), dtype="str")
    read.columns = [name.casefold() for name in read.columns]
    read = read[read["product"].str.fullmatch(r"\d{8}") & read["obs_value"].notna()]
    value = pd.to_numeric(read["obs_value"])
    if (value < 0).any():
        raise _invalid("a negative quantity")
    read = read.assign(value=value)
    wide = read.pivot_table(
        index=["partner", "time_period", "product"], columns="indicators", values="value",
        aggfunc="sum",
    ).reset_index()  # fmt: skip
    return pd.DataFrame({
        "importer": "EU27", "partner": wide["partner"], "year": wide["time_period"].astype(int),
        "cn_code": wide["product"],
        "quantity_t": (wide["QUANTITY_IN_100KG"] * _HUNDRED_KG).round(3),
        "value_eur": wide["VALUE_IN_EUROS"], "evidence": "customs_statistics",
    })  # fmt: skip


_FORMATS: dict[str, Callable[[bytes], pd.DataFrame]] = {
    "ecb": _ecb, "eex": _eex, "certificates": _certificates, "comext": _comext,
}  # fmt: skip
