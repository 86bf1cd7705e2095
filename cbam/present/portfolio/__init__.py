"""Words, tables and charts of many lines, on the page and on the command line."""
