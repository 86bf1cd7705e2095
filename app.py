"""Entry of the dashboard: navigation, language, page frame; nothing else."""

from pages.components import shell

shell.run_app()
