"""The commands of ``python -m cbam``, one module each: ``add`` registers, ``run`` answers."""
