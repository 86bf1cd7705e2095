"""Words, tables and charts of the page "Compare", by part."""
