"""A language model as a reader of documents: what it says counts only where the text itself bears it out.

``chunks`` (numbered sentences, fenced), ``prompt`` and ``answers`` (what is asked, and the form of the answer),
``apis`` (the two shapes in which servers are asked), ``client`` (one host, with limits), ``cache`` and ``budget``
(nothing is paid twice, or beyond the ceiling), ``asking`` (these together), ``words``, ``grounding``, ``dates`` and ``telling`` (from an answer
to facts). docs/llm.md tells how to use it, what is sent where, and what is checked.
"""
