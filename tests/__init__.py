"""Tests of the engine, the command line and the tables; pages and browser have their own."""
