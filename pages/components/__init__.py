"""What the pages share: the shell, pickers, figures with their sources, the share bar."""
