"""Judging everything that a command line names: many files on all processors, rendered and counted as they are judged."""
