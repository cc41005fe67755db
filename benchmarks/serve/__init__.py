"""How fast the service answers, and what runaway queries do to others, beside other SPARQL servers over the same quads."""
