"""Charts of ours outside a browser: read as panels, drawn as SVG or as native PowerPoint charts."""
