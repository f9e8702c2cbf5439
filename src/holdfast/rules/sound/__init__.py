"""A Dockerfile that does what it says: habits that make builds fail, hide failures or mislead."""
