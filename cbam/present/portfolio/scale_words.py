"""What is wrong with a portfolio, an association view, the store or a large file.

``PROBLEMS`` and ``FIELDS`` join the tables of input errors and field names in ``wording``.
"""

from __future__ import annotations

from cbam.i18n import N_

PROBLEMS: dict[str, str] = {
    "lines_missing": N_("There is no line of this year. Choose a year your lines are of, or add lines."),
    "what_if_unknown": N_("“{value}” is not a what-if of this page: choose one of {allowed}."),
    "members_invalid": N_("A published cell must hold at least {limit} members."),
    "protection_invalid": N_("“{value}” is not a usable protection: choose 1% to 50%."),
    "store_off": N_("Saving is switched off on this installation. Download the study’s file instead."),
    "store_full": N_("The analysis was not saved: the store is full. Download the study’s file instead."),
    "store_readonly": N_("The analysis was not saved: the store can only be read. Download the study’s file instead."),
    "store_unavailable": N_("The store does not answer; nothing was saved, changed or deleted. Try again later, or use the study’s file."),
    "store_address_invalid": N_("This is not the address of a database this tool can use: give {allowed}."),
    "store_driver_missing": N_("The driver for this database is not installed: run {command}."),
    "content_empty": N_("There is nothing to save."),
    "content_too_large": N_("The analysis is too large to be saved: {value} bytes, at most {limit}."),
    "media_type_invalid": N_("“{value}” is not a kind of file that can be saved."),
    "expiry_invalid": N_("“{value}” is not a time to keep an analysis: give 1 to {limit} days."),
    "saved_unknown": N_("There is no saved analysis at this address: it has expired, was deleted, or the link is incomplete."),
    "delete_key_wrong": N_("This is not the key that deletes this analysis. Nothing was deleted."),
    "dask_missing": N_("The engine “{value}” is not installed: run {command}."),
    "scheduler_unavailable": N_("No scheduler answers at “{value}”. Check the address, such as {allowed}."),
    "scheduler_without_dask": N_("A scheduler is used with the option {allowed} only."),
    "cluster_failed": N_("The cluster gave up: {why}."),
    "parquet_unreadable": N_("The file “{value}” is not a table this command can read: {why}."),
    "out_missing": N_("Say where the bills go with --out, or ask for --totals."),
    "out_is_input": N_("“{value}” is the input itself. Choose another file for --out."),
    "cluster_other_data": N_("A worker of the cluster has other tables of law or prices than this installation. Install the same version on all."),
}  # fmt: skip

FIELDS: dict[str, str] = {
    "lines": N_("Lines"),
    "what_if": N_("What-if"),
    "k": N_("Members per cell"),
    "p": N_("Protection"),
    "store": N_("Store"),
    "content": N_("Analysis"),
    "media_type": N_("Kind of file"),
    "days": N_("Days kept"),
    "saved": N_("Saved analysis"),
    "key": N_("Delete key"),
    "cut": N_("Common target"),
    "engine": N_("Engine"),
    "scheduler": N_("Scheduler"),
    "input": N_("Input"),
    "out": N_("Output"),
}
