"""What the REST answers are made of: one file for each room, from triples and rows to its typed model."""
