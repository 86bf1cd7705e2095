"""Words on links and files, and on the data they were made with."""
