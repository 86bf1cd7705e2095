"""Measurements: ``make bench`` runs the ``main`` of every module here. Never part of the tests."""
