"""Workbooks as the Commission lays them out, written from our own tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import xlsxwriter

from cbam import tables

VALUES = ("direct emissions", "indirect emissions", "total emissions")


def code_text(code: str) -> str:
    return " ".join([code[:4], *(code[i : i + 2] for i in range(4, len(code), 2))])


def defaults_workbook(path: Path, table: pd.DataFrame, with_markup: bool, **changed: str) -> Path:
    """A sheet per country; ``changed`` renames sheets by origin code."""
    names = dict(
        zip(tables.read("origins")["origin"], tables.read("origins")["name_en"], strict=True)
    )
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Read me").write(0, 0, "Explanations")
    head = ["CN code", "Description", *(f"Default value ({name})" for name in VALUES)]
    if with_markup:
        head += [f"{year} Default value (including mark-up)" for year in (2026, 2027, 2028)]
    head.append("Production route")
    for origin, part in table.groupby("origin", sort=False):
        name = "_Other Countries and Territories" if origin == "OTHER" else names[origin]
        sheet = book.add_worksheet(changed.get(origin, name.replace("'", "’"))[:31])
        sheet.write_row(0, 0, ["Default values", name])
        sheet.write_row(3, 0, head)
        for at, row in enumerate(part.itertuples(), 4):
            if at % 7:  # some cells hold the code as a number
                sheet.write_string(at, 0, code_text(row.cn_code))
            else:
                sheet.write_number(at, 0, int(row.cn_code))
            if row.status == "value":
                for column, value in ((2, row.direct), (3, row.indirect), (4, row.total)):
                    if isinstance(value, str):
                        sheet.write_string(at, column, value)
                    elif pd.isna(value):
                        sheet.write_string(at, column, "N/A")
                    else:
                        sheet.write_number(at, column, value)
                for column in (5, 6, 7) if with_markup else ():
                    sheet.write_number(at, column, 9.9)
            else:
                text = "see below" if row.status == "see_below" else "–"
                sheet.write_row(at, 2, [text] * 3)
            if row.route:
                letters = "/".join(f"({letter})" for letter in row.route.split("/"))
                sheet.write_string(at, len(head) - 1, letters)
        sheet.write_string(len(part) + 6, 0, "Footnote: values per tonne")
    book.close()
    return path


def benchmarks_workbook(path: Path, table: pd.DataFrame) -> Path:
    """One sheet, a line per code and route, the code only on the first of them."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("CBAM benchmarks")
    sheet.write_row(2, 0, ["CN code", "Description", "Column A BMg", "Column A production route",
                           "Column B BMg", "Column B production route"])  # fmt: skip
    at = 3
    for code, part in table.groupby("cn_code", sort=False):
        lines = {name: part[part["column"] == name].to_dict("records") for name in ("A", "B")}
        for i in range(max(len(lines["A"]), len(lines["B"]))):
            if i == 0:
                sheet.write_string(at, 0, code_text(code))
            for column, name in ((2, "A"), (4, "B")):
                if i < len(lines[name]):
                    line = lines[name][i]
                    period = {2027: "(1)", 2030: ""}[line["year_to"]]
                    period = "(2)" if line["year_from"] == 2028 else period
                    sheet.write_number(at, column, line["benchmark"])
                    letter = f"({line['route']})" if line["route"] else ""
                    sheet.write_string(at, column + 1, letter + period)
            at += 1
    book.close()
    return path
