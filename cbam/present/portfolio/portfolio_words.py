"""Sentences of reading a portfolio: what is wrong with a file or a cell, and how to mend it.

``PROBLEMS`` and ``FIELDS`` join the tables of input errors and field names in ``wording``.
"""

from __future__ import annotations

from cbam.i18n import N_
from cbam.portfolio.files.titles import TITLES

PROBLEMS: dict[str, str] = {
    # A file as a whole.
    "file_too_large": N_("The file has {size} MB; at most {limit} MB can be read here. Use the command line for larger files."),
    "too_many_rows": N_("The file has {rows} rows; at most {limit} can be read here. Use the command line for longer files."),
    "too_many_columns": N_("The table has {columns} columns; at most {limit} can be read. Delete the columns that are not needed."),
    "file_empty": N_("The file holds no lines below its headings."),
    "file_macros": N_("The workbook contains macros and was not opened. Save it as XLSX without macros, or as CSV."),
    "file_encrypted": N_("The workbook is protected by a password and cannot be read. Save it without a password."),
    "file_old_excel": N_("This is a workbook of an old format (XLS). Save it as XLSX or CSV."),
    "file_damaged": N_("The workbook is damaged or not complete. Open it in a spreadsheet and save it again as XLSX."),
    "file_not_workbook": N_("The file is an archive, but not an XLSX workbook."),
    "file_bomb": N_("The workbook unpacks to far more than its size, and was not opened. Save the lines as CSV."),
    "sheet_too_large": N_("A sheet spans {rows} rows and {columns} columns, more than {limit} cells. Delete empty rows and columns, or save the lines as CSV."),
    "too_many_sheets": N_("The workbook has more than {limit} sheets. Keep the one with the lines."),
    "sheet_unknown": N_("There is no sheet “{value}”. Choose one of: {allowed}."),
    "file_not_text": N_("The file is neither a CSV text nor an XLSX workbook."),
    "encoding_mixed": N_("The file mixes two encodings: row {row} is in UTF-8, others are not. Save it again in one encoding."),
    "encoding_unknown": N_("Row {row} cannot be read as UTF-8, UTF-16 or GB18030. Save the file as “CSV UTF-8”."),
    "csv_quotes": N_("A quotation mark is opened near row {row} and not closed properly. Mend it, or save the table as XLSX."),
    "csv_cell_too_long": N_("A cell near row {row} is too long to be read."),
    "columns_needed": N_("No column was found for this field. Say which column it is, or give one value for all lines."),
    "too_many_distinct": N_("This column holds {distinct} different texts, more than the {limit} possible for this field. Choose another column."),
    # One cell or line.
    "cn_scientific": N_("A spreadsheet turned this code into a number and lost its digits."),
    "cn_date": N_("A spreadsheet turned this code into a date."),
    "cn_number": N_("A spreadsheet turned this code into a number; it was read as {suggestion}."),
    "cn_leading_zero": N_("The code has lost its leading zero."),
    "formula_text": N_("The cell holds a formula instead of its result."),
    "formula_unsaved": N_("The cell holds a formula, but the file does not hold its result: it was never calculated and saved."),
    "formula_unsaved_aside": N_("The cell holds a formula, but the file does not hold its result; the line is assessed without it."),
    "formula_in_name": N_("The name looks like a formula; it is kept as text."),
    "cell_too_long": N_("The text is too long for this field."),
    "row_too_wide": N_("The line has more cells than there are columns, so that its cells may have shifted."),
    "number_unreadable": N_("“{value}” is not a number."),
    "number_negative": N_("A negative number has no meaning here."),
    "number_missing": N_("“{value}” stands where a number is needed."),
    "number_ambiguous": N_("“{value}” can mean {small} or {large}."),
    "decimal_mixed": N_("The decimal sign differs from the other lines; the number was read as {number}."),
    "unit_in_cell": N_("The cell has a unit of its own ({unit}); it was read as {tonnes} t."),
    "unit_not_mass": N_("“{value}” is not a unit of mass."),
    "tonnes_missing": N_("No quantity was given."),
    "mass_from_kg": N_("The tonnes are empty; they were taken from the kilograms."),
    "mass_mismatch": N_("Tonnes ({tonnes}) and kilograms ({probable} t) do not agree."),
    "merged_value": N_("The number stands in a cell merged over several lines; how much belongs to each line is not known."),
    "kg_as_t": N_("This is more than 50 times the usual quantity of this good in the file ({median} t): probably kilograms."),
    "date_invalid": N_("“{value}” is not a date."),
    "date_ambiguous": N_("“{value}” can be read with the day or the month first, in different quarters."),
    "year_missing": N_("Neither a date nor a year of importation was given."),
    "year_other": N_("The line is of another year than {asked}."),
    "period_differs": N_("The date, the year and the quarter of this line contradict each other."),
    "see_in_kg": N_("The value is above 100 tCO2e/t: probably kilograms, so {probable} tCO2e/t."),
    "duplicate": N_("The line repeats row {first}: same good, origin, names, date and tonnes. Both are counted."),
    "label_unit_missing": N_("The label value has no unit and was not translated."),
    "label_unit_unknown": N_("The label’s unit “{unit}” is not per mass; the label was not translated."),
    "label_boundary_unknown": N_("Without its system boundary the label gives only a range, {low} to {high} tCO2e/t."),
    "label_refused": N_("The label cannot be translated into a CBAM value for this good."),
    "label_invalid": N_("The label’s value cannot be used for this good."),
}  # fmt: skip

REMEDIES: dict[str, str] = {
    "cn_length": N_("Codes that begin alike: {allowed}."),
    "cn_unknown": N_("Codes that begin alike: {allowed}."),
    "cn_scientific": N_("Enter the code again as text. Codes that begin alike: {allowed}."),
    "cn_date": N_("Format the column as text and enter the code again."),
    "cn_number": N_("Check the code, and format the column as text."),
    "cn_leading_zero": N_("Probably {suggestion}. Format the column as text and enter the code again."),
    "origin_unknown": N_("Nearest names: {near}."),
    "formula_text": N_("Paste the values instead of the formulas."),
    "formula_unsaved": N_("Open the workbook in Excel, WPS or LibreOffice, save it and upload it again; or paste the values instead of the formulas."),
    "formula_unsaved_aside": N_("Open the workbook in Excel, WPS or LibreOffice, save it and upload it again; or paste the values instead of the formulas."),
    "formula_in_name": N_("Check the cell."),
    "cell_too_long": N_("Shorten it to 300 characters."),
    "row_too_wide": N_("Put texts with a separator inside into quotation marks, or save the table as XLSX."),
    "number_unreadable": N_("Enter digits with one decimal sign."),
    "number_negative": N_("Enter 0 or more; leave corrections to the line they belong to."),
    "number_missing": N_("Enter a number, or delete the line."),
    "number_ambiguous": N_("Say above the table which sign is decimal, or write the number without thousands separators."),
    "decimal_mixed": N_("Use one decimal sign in the whole column."),
    "unit_in_cell": N_("Keep one unit in the column, and put it into the heading."),
    "unit_not_mass": N_("Give the net mass in tonnes or kilograms."),
    "tonnes_missing": N_("Enter the net mass in tonnes."),
    "mass_from_kg": N_("Check the quantity."),
    "mass_mismatch": N_("Correct one of the two columns."),
    "merged_value": N_("Unmerge the cells and enter the quantity of each line."),
    "kg_as_t": N_("If so, enter {probable} t."),
    "date_invalid": N_("Write the date as 2026-07-20."),
    "date_ambiguous": N_("Write the date as 2026-07-20."),
    "year_missing": N_("Enter a year from {allowed}, or choose one for all lines without."),
    "year_other": N_("Check the year, or keep the line: it is assessed in its own year."),
    "period_differs": N_("Correct the date, the year or the quarter."),
    "see_in_kg": N_("Divide by 1,000, or name the unit in the heading."),
    "duplicate": N_("Delete the line if it was entered twice."),
    "label_unit_missing": N_("Enter a unit such as kgCO2e/t."),
    "label_unit_unknown": N_("Enter the value per kilogram or tonne of product."),
    "label_boundary_unknown": N_("Enter the system boundary printed on the certificate."),
    "label_refused": N_("Open the page “Label savings” for this product to see what is missing."),
    "label_invalid": N_("Open the page “Label savings” for this product to see what is missing."),
}  # fmt: skip

NOTES: dict[str, str] = {
    "unit_not_stated": N_("The heading of the quantity names no unit: tonnes are assumed. If the figures are kilograms, read the column as kilograms."),
    "units_mixed": N_("The quantities have different units, as the column of units states; all were turned into tonnes."),
    "year_filled": N_("Lines without a year were given the year chosen for the file."),
    "paid_home_carried": N_("Carbon prices paid at home are kept with the lines but not deducted: the implementing act is only a draft."),
    "label_is_estimate": N_("Label values give an estimate beside the default value; they do not replace it until a verifier has confirmed them."),
    "labels_too_many": N_("The file holds more different labels than can be translated at once; they were left out."),
    "ten_digits_cut": N_("Ten-digit codes were read by their first eight digits. Chinese customs codes agree with EU CN codes in the first six digits only: check digits seven and eight."),
}  # fmt: skip

SEVERITIES: dict[str, str] = {"error": N_("Not assessed"), "warning": N_("Please check")}

FIELDS: dict[str, str] = dict(TITLES)
