"""What is wrong with a link or a study's file. ``PROBLEMS`` and ``FIELDS`` join ``wording``."""

from __future__ import annotations

from cbam.i18n import N_

PROBLEMS: dict[str, str] = {
    "link_too_large": N_("This analysis is too large for a link (at most {limit} characters and {lines} portfolio lines). Save it as a file instead: the address holds the product only."),
    "link_damaged": N_("The link was altered or cut off on its way. Its scenarios, portfolio and slides were not read: ask for the link again, or for the file."),
    "link_newer": N_("The link was made by a newer version of this tool. Its scenarios, portfolio and slides were not read."),
    "link_part_refused": N_("Scenarios, portfolio and slides were left out as a whole, because the value at “{value}” cannot be used."),
    "not_json": N_("This cannot be read: it is not JSON as this tool writes it."),
    "part_invalid": N_("“{value}” cannot be read here."),
    "part_missing": N_("“{value}” is missing here."),
    "part_unknown": N_("“{value}” is not a part that this tool knows."),
    "scenario_override": N_("“{value}” is a step of a calculation, not a scenario that can be sent."),
    "vintage_invalid": N_("“{value}” does not name the data the link was made with. It was opened under today’s data."),
    "as_of_invalid": N_("“{value}” is not a date for which certificate prices and an exchange rate are on board."),
    "file_too_large": N_("The file is larger than the {limit} MB that an analysis can have."),
    "file_foreign": N_("This is not an analysis saved with this tool, or it was altered since."),
    "file_newer": N_("The file was saved by a newer version of this tool."),
    "file_refused": N_("Nothing of the file was taken over, because the value at “{value}” cannot be used."),
    "logo_invalid": N_("The logo must be a PNG or JPEG of at most {limit} kB and 4,000 pixels a side."),
}  # fmt: skip

FIELDS: dict[str, str] = {
    "file": N_("File"),
    "logo": N_("Logo"),
    "d": N_("Data of the link"),
    "asof": N_("Prices as of"),
    "as_of": N_("Prices as of"),
}
