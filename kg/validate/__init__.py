"""Checking graphs against the shapes: a record that breaks one is refused whole, with a report that says why."""

from kg.validate.report import Report, Result, Severity
from kg.validate.run import BATCH, validate_graph, validate_many, validate_record

__all__ = ["BATCH", "Report", "Result", "Severity", "validate_graph", "validate_many", "validate_record"]
