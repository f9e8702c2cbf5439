"""What several rules read out of the same evidence: stages, commands, package managers, well-known users and releases.

Pure functions of the model, like the rules. Nothing here judges.
"""
