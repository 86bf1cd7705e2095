"""Words, tables and charts of the page "Label savings"."""
