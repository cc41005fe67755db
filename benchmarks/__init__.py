"""How fast the parts are, each beside a named peer that does comparable work in the same run on the same machine."""
