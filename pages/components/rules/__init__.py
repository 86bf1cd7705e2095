"""The sections of the page "Rules & data", one module each: a function of the page."""
