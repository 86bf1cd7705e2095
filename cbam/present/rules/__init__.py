"""Words, tables and charts on data and editions of the law, and on the installation."""
