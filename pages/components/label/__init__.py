"""The inputs of the page "Label savings", a module for each thing that is asked."""
