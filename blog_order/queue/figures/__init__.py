"""Figures of the queue: counts of now (``statistics``), hourly sums (``rollups``), and the histograms they merge."""
