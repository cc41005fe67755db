"""The REST paths, one file per kind of thing."""
