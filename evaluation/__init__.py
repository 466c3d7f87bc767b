"""Measures the writing and its check: ``make eval``. See README.md here."""
