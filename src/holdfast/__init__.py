"""Keep container images immutable and trustworthy, from the Dockerfile to the running pod."""

__version__ = "0.1.0"
