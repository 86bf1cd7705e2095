"""Measurements: ``make bench`` runs the ``main`` of every module here. Never part of the tests."""

import os

os.environ.setdefault("CBAM_REFRESH", "off")  # servers that are measured ask no other host
