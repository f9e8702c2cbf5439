"""What runs is exactly what was reviewed: references, origin, labels."""
