"""Pairs of claims that a person labelled as of one transfer or of two, and how often fusion says the same."""
