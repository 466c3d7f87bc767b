"""Blog Order: articles and backlinks, ordered, written, reviewed and published."""

__version__ = "0.1.0"
