"""The bytes of a file of SIPRI's to lines, and a line to fields."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.read.decode import decode, mark_of

NO_CHARACTER = "\ufffd"
"""Stands where bytes are no character of the file's encoding."""
_LINE_END = re.compile(r"\r\n|\r|\n")
_MOST_LINES_OF_A_QUOTE = 20


def text_of(data: bytes, place: str) -> str:
    """The text of a file: by its byte order mark, else UTF-8, else windows-1252, which SIPRI's own downloads have.

    A few bytes that fit neither do not cost the whole file: ``NO_CHARACTER`` takes their place.

    Raises:
        UnreadableFile: if the file is of another encoding altogether.

    """
    if mark_of(data):
        return decode(data, place).text
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    # Letters of windows-1252 are no UTF-8 but by chance; so much that is UTF-8 shows that a few bytes were damaged.
    foreign = sum(character > "\x7f" for character in text)
    if text.count(NO_CHARACTER) * 2 < foreign:
        return text
    return data.decode("cp1252", "replace")


def lines_of(text: str) -> list[str]:
    """The lines of a text that ends them with LF, CR LF or a bare CR."""
    return _LINE_END.split(text)


def is_blank(line: str, separator: str) -> bool:
    """Whether there is nothing in a line but what a spreadsheet leaves in an empty one."""
    return not line.strip(f" \t;{separator}\xa0")


def fields_of(lines: Sequence[str], start: int, separator: str) -> tuple[list[str], int]:
    """The fields of the line at ``start``, and how many lines they take.

    There is more than one line if a field in quotation marks goes over several. A mark that is never closed is no
    quotation mark but a sign like others, as in a register that does not quote at all.
    """
    line = lines[start]
    if '"' not in line:
        return line.split(separator), 1
    whole = line
    for taken in range(1, _MOST_LINES_OF_A_QUOTE + 1):
        fields = _quoted(whole, separator)
        if fields is not None:
            # A spreadsheet that takes the whole line for one cell puts all of it into quotation marks.
            return (_quoted(fields[0], separator) or fields if len(fields) == 1 else fields), taken
        if start + taken >= len(lines):
            break
        whole = f"{whole} {lines[start + taken]}"
    return line.split(separator), 1


def _quoted(line: str, separator: str) -> list[str] | None:
    """The fields of a line in which some are in quotation marks; None if a mark is not closed."""
    fields: list[str] = []
    position = 0
    while True:
        if not line.startswith('"', position):
            end = line.find(separator, position)
            if end < 0:
                return [*fields, line[position:]]
            fields.append(line[position:end])
            position = end + 1
            continue
        closing = _closing(line, position + 1, separator)
        if closing is None:
            return None
        fields.append(line[position + 1 : closing].replace('""', '"'))
        position = closing + 2
        if position > len(line):
            return fields


def _closing(line: str, position: int, separator: str) -> int | None:
    """Where the quotation mark stands that ends a field: the first that is not doubled and has its end behind it."""
    while (position := line.find('"', position)) >= 0:
        behind = line[position + 1 : position + 2]
        if behind == '"':
            position += 2
        elif behind in ("", separator):
            return position
        else:
            position += 1
    return None
