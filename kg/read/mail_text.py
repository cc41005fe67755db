"""What the sender of an e-mail wrote: without quoted replies and signature, in lines as long as paragraphs."""

from __future__ import annotations

import re

_QUOTED = re.compile(r"[ \t]{0,3}[>＞]")
_MARKER = re.compile(r"(?:[-–—•*·▪]|\d{1,2}[.)])\s|\s")
"""How a line begins that starts something of its own: a bullet, a number, or an indented line."""
_MOMENT = re.compile(r"\d{4}|\d{1,2}[:.]\d{2}|@", re.ASCII)
"""What the line before a quote has if it only says who wrote it and when. Year and address are the same everywhere."""

_SHORT_SIGNATURE = 12
"""Two dashes that lost their blank begin a signature if no more lines than this follow."""
_NARROWEST, _WIDEST = 60, 80
"""Programs that break lines break them at such a width, in characters."""
_LONGEST_WORD = 40


def own_words(text: str, *, flowed: bool = False, joined: str = " ") -> str:
    """A plain text part without quotes and signature, its broken lines put together again.

    Args:
        text: the part; line ends may be of any kind.
        flowed: whether a blank at the end of a line says that the paragraph goes on (RFC 3676).
        joined: what stands for the line break where two such lines meet: nothing if the sender says ``DelSp``.

    """
    lines = _without_quotes(_without_signature(text.splitlines()))
    text = "\n".join(_flowed(lines, joined) if flowed else _unbroken(lines))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _without_signature(lines: list[str]) -> list[str]:
    for number, line in enumerate(lines):
        if line == "-- " or (line == "--" and len(lines) - number - 1 <= _SHORT_SIGNATURE):
            return lines[:number]
    return lines


def _without_quotes(lines: list[str]) -> list[str]:
    kept: list[str] = []
    quoting = False
    for line in lines:
        quoted = _QUOTED.match(line) is not None
        if quoted and not quoting:
            _drop_introduction(kept)
        if not quoted:
            kept.append(line)
        # A blank line within a quote does not end it, or the next line of it would have its introduction sought again.
        quoting = quoted or (quoting and not line.strip())
    return kept


def _drop_introduction(kept: list[str]) -> None:
    """Take off "On 3 May 2021 at 10:05, A. Sender <a@example.org> wrote:", which may stand on two lines."""
    end = len(kept)
    while end and not kept[end - 1].strip():
        end -= 1
    if not end or kept[end - 1].rstrip()[-1] not in ":：":
        return
    start = end - 1
    if not _MOMENT.search(kept[start]) and start and kept[start - 1].strip():
        start -= 1
    if _MOMENT.search("".join(kept[start:end])) and end - start <= 2:
        del kept[start:]


def _flowed(lines: list[str], joined: str) -> list[str]:
    made: list[str] = []
    going_on = False
    for line in lines:
        # A blank in front only protects what stands behind it.
        content = line.removeprefix(" ")
        if going_on:
            made[-1] += joined + content.rstrip(" ") if joined else content.rstrip(" ")
        else:
            made.append(content.rstrip(" "))
        going_on = content.endswith(" ")
    return made


def _unbroken(lines: list[str]) -> list[str]:
    """Lines put together that a program broke: where the next word would have made a line too wide."""
    stripped = [line.rstrip() for line in lines]
    width = max((len(line) for line in stripped if len(line) <= _WIDEST), default=0)
    if width < _NARROWEST:
        return stripped
    made: list[list[str]] = []
    before = ""
    for line in stripped:
        word = line.split(" ", 1)[0]
        broken = (
            before
            and line
            and not _MARKER.match(line)
            and len(word) <= _LONGEST_WORD
            and len(before) <= _WIDEST < _WIDEST + len(line)
            and len(before) + 1 + len(word) > width
        )
        if broken:
            made[-1].append(line)
        else:
            made.append([line])
        before = line
    return [" ".join(parts) for parts in made]
