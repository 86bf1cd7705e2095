"""The workbook of an association says what the page says, and nothing of a member."""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache

import openpyxl
import pytest

from cbam.export import xlsx
from cbam.i18n import LANGS, translator
from cbam.law.vintages import Law
from cbam.portfolio.members.association import SHOWN, Publication, Rules, publish
from cbam.portfolio.totals.picture_cells import cells_of
from cbam.present import formats
from cbam.present.portfolio.portfolio_tables import DIMENSION_NAMES, HIDDEN_NAMES, key_name
from cbam.prices import Prices
from tests.unit.test_association import random_association

MADE = "2026-11-25"


@lru_cache(maxsize=4)
def published(members: int = 12, k: int = 3) -> Publication:
    lines = random_association(members, 80, 3)
    lines["member"] = "广东会员" + lines["member"] + "有限公司"
    lines["importer"] = lines["importer"].replace({"A": "=1+1", "B": "汉堡贸易"})
    law = Law.load()
    return publish(cells_of(lines, law), law, Prices.load(), rules=Rules(k))


@pytest.mark.parametrize("lang", LANGS)
def test_every_published_figure_and_no_hidden_one(lang: str) -> None:
    made, law, _ = published(), Law.load(), translator(lang)
    book = openpyxl.load_workbook(io.BytesIO(xlsx.publication(made, lang, MADE)))
    assert len(book.sheetnames) == 1 + len(made.tables)
    hidden = 0
    for sheet, (view, table) in zip(book.worksheets[1:], made.tables.items(), strict=True):
        assert sheet.title == " × ".join(_(DIMENSION_NAMES[name]) for name in view)
        rows = list(sheet.iter_rows(min_row=5, values_only=True))
        for cells, row in zip(rows, table.to_dict("records"), strict=True):
            names = [key_name(name, row[name], law, lang) for name in view]
            assert list(cells[: len(view)]) == names
            members, *figures = cells[len(view) :]
            if row["status"] == SHOWN:
                assert members == formats.number(row["members"], lang)
                assert figures == [
                    round(row["cost_eur"]),
                    round(row["cost_cny"]),
                    round(row["share"], 3),
                ]
            else:
                hidden += 1
                assert figures == [_(HIDDEN_NAMES[row["status"]]), None, None]
    assert hidden
    first = list(book.worksheets[0].iter_rows(values_only=True))
    assert formats.eur(made.cost_eur or 0.0, lang) in first[1][0]
    years = {row[0]: row[1] for row in first if isinstance(row[0], int)}
    for row in made.years.itertuples():
        known = row.cost_eur == row.cost_eur
        assert years[row.year] == (round(row.cost_eur) if known else _("hidden"))


@pytest.mark.parametrize("lang", LANGS)
def test_no_member_is_in_the_file(lang: str) -> None:
    data = xlsx.publication(published(), lang, MADE, ((translator(lang)("Law"), "2026-08"),))
    archive = zipfile.ZipFile(io.BytesIO(data))
    text = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert "汉堡贸易" in text  # buyers are published, where enough members sell to them
    assert "2026-08" in text
    assert "广东会员" not in text
    assert "有限公司" not in text
    assert "<f>" not in text  # a buyer called =1+1 is text
    assert data == xlsx.publication(
        published(), lang, MADE, ((translator(lang)("Law"), "2026-08"),)
    )


def test_too_few_members_have_no_total() -> None:
    made = published(members=2)
    book = openpyxl.load_workbook(io.BytesIO(xlsx.publication(made, "en", MADE)))
    assert book.worksheets[0]["A2"].value == "Too few members: no total can be shown."
    numbers = [
        cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
        if isinstance(cell.value, float | int)
    ]  # fmt: skip
    assert numbers == [row.year for row in made.years.itertuples()]
