"""What runs holds no more than it needs: bases, packages, secrets."""
