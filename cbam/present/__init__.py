"""Words, tables and charts made from results; the same for page, link, file and terminal."""
