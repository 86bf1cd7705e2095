"""What the page "Briefing" is made of: the setting-up, the stage, the keys of the presenter."""
