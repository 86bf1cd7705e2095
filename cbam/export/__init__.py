"""Files made from a finished analysis: they show what the screen shows, with link and date."""
