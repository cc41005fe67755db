"""The builder: documents and registers in, a checked knowledge graph of arms transfers out."""

__version__ = "0.1.0"
