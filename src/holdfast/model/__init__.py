"""The nouns: frozen values that every other layer speaks about. Imports the standard library only."""
