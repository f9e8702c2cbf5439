"""What runs talks to nobody it need not: network policies."""
