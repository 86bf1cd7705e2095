"""Files larger than memory, on one machine or a cluster."""
