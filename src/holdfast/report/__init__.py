"""One renderer per file: what was decided, in the form that its reader wants."""
