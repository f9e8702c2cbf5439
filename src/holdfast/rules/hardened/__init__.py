"""What runs can do no more than it needs: users, privileges, kernel surface, resources."""
