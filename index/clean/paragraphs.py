"""Which lines of a page are its title, headings, body, bylines and furniture."""

import re
from dataclasses import dataclass, field

from index.clean.byline import Byline, is_partial_date, read_byline, reporter_named, split_date
from index.clean.furniture import (
    is_edge_furniture,
    is_editor_credit,
    is_furniture,
    is_notice,
    opens_list,
)
from index.clean.line import Line
from index.clean.surnames import closing_name
from index.document import Metadata, ParagraphKind

_MARKED_HEADING = re.compile(r"#{1,6}\s+\S")
_MARK = re.compile(r"^#{1,6}\s+")
_BRACKETED = re.compile(r"[(（【\[].*[)）】\]]")
_FIGURES = re.compile(
    r"(?<![\d.])(?!(?:19|20)\d\d年)\d[\d.,]*\s*(?:[%元亩人个万亿吨家户名米年]|公里)|\d.*\d.*[,，、]"
)
_SUBTITLE = ("——", "--", "—", "─")
_WORD = re.compile(r"[^\W\d_]{2}")
_NUMBERED = re.compile(
    r"[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.、．](?!\d)|第.{1,4}[条條章节節款]"
)
_COMMA = re.compile("[，,；;]")
_LONGEST_TITLE = 80
_PLAIN_TITLE = 40  # characters of a title that no byline follows
_SHORTEST_TITLE = 4
_USUAL_TITLE = 8  # characters; a shorter first line may be the name of a section
_LONGEST_HEADING = 40
_LONGEST_LABEL = 6  # characters of a line that goes with furniture above it
_HEADING_RUN = 4  # more short lines in a row than this are a list or a table


@dataclass(slots=True)
class Layout:
    """The kind of each line, and what the lines say about the article."""

    kinds: list[ParagraphKind]
    metadata: Metadata = field(default_factory=Metadata)


def lay_out(lines: list[Line], given: Metadata) -> Layout:
    """Tell what each line of a page is.

    Args:
        lines: All lines of the clean text, none empty.
        given: What the file's format stated; it wins over what the page says.

    Returns:
        A kind for each line, and `given` completed from title line and bylines.
    """
    first, last = _body(lines)
    kinds = [ParagraphKind.BODY] * len(lines)
    _mark_furniture(lines, kinds, first, last)
    byline = _mark_bylines(lines, kinds, first, last)
    _mark_edges(lines, kinds, first, last)
    title = _mark_title(lines, kinds, first, given.title)
    _mark_headings(lines, kinds)
    byline = byline.or_else(Byline(author=_named_in_body(lines, kinds)))
    metadata = Metadata(
        title=given.title or title,
        source=given.source or byline.source,
        author=given.author or byline.author,
        published=given.published or byline.published,
        url=given.url,
    )
    return Layout(kinds, metadata)


def _body(lines: list[Line]) -> tuple[int, int]:
    """Return the first line of the body and one past its last; all lines if none is prose."""
    prose = [
        at
        for at, line in enumerate(lines)
        if line.is_prose and not is_edge_furniture(line.folded, prose=True)
    ]
    if len(prose) > 1 and _heads_byline(lines, prose[0]):
        prose = prose[1:]
    return (prose[0], prose[-1] + 1) if prose else (0, len(lines))


def _heads_byline(lines: list[Line], at: int) -> bool:
    """Say whether a line is long for a title but stands right above a dated byline."""
    if len(lines[at].text) > _LONGEST_TITLE or read_byline(lines[at]).published:
        return False
    following = lines[at + 1 : at + 4]
    if split_date(following)[0]:
        return True
    return any(read_byline(line).published for line in following[:2] if not line.is_prose)


def _mark_furniture(lines: list[Line], kinds: list[ParagraphKind], first: int, last: int) -> None:
    """Mark what is furniture wherever it stands, lists of links, and all after a credit."""
    listing = over = False
    for at, line in enumerate(lines):
        prose = line.is_prose
        listing = (listing and not prose) or opens_list(line.folded)
        over = over or (at >= last and is_editor_credit(line.folded))
        inside = first <= at < last and not prose and is_notice(line.folded, prose=True)
        if is_furniture(line.folded) or inside or listing or (over and not prose):
            kinds[at] = ParagraphKind.FURNITURE


def _mark_edges(lines: list[Line], kinds: list[ParagraphKind], first: int, last: int) -> None:
    """Mark what is furniture above and below the body, unless it is a byline."""
    for at, line in enumerate(lines):
        if first <= at < last or kinds[at] is not ParagraphKind.BODY:
            continue
        beneath = at >= last and at > 0 and kinds[at - 1] is ParagraphKind.FURNITURE
        label = beneath and len(line.text) <= _LONGEST_LABEL and not line.closes
        if label or is_edge_furniture(line.folded, prose=line.is_prose):
            kinds[at] = ParagraphKind.FURNITURE


def _mark_bylines(lines: list[Line], kinds: list[ParagraphKind], first: int, last: int) -> Byline:
    found = Byline()
    at = 0
    while at < len(lines):
        if first <= at < last:
            at = last
            continue
        day, taken = split_date(lines[at : at + 3])
        stated = Byline(published=day) if day else _stated(lines[at], kinds[at])
        shown = taken or int(bool(stated) or is_partial_date(lines[at].folded))
        for marked in range(at, at + shown):
            kinds[marked] = ParagraphKind.BYLINE
        found = found.or_else(stated)
        at += max(taken, 1)
    return found


def _stated(line: Line, kind: ParagraphKind) -> Byline:
    if kind is ParagraphKind.FURNITURE or not line.folded:
        return Byline()
    reporter = reporter_named(line, opening=True)
    if reporter and _BRACKETED.fullmatch(line.text):
        return Byline(author=reporter)
    return read_byline(line)


def _mark_title(
    lines: list[Line], kinds: list[ParagraphKind], first: int, given: str | None
) -> str | None:
    """Mark the title line, if the page has one, and return its text."""
    candidates = [at for at in range(first) if _may_be_title(lines[at], kinds[at])]
    if given is not None:
        same = [at for at in candidates if _letters(lines[at].text) in _letters(given)]
        candidates = same[:1]
    at = _best_title(lines, kinds, candidates, first)
    if at is None:
        return None
    kinds[at] = ParagraphKind.TITLE
    return _MARK.sub("", lines[at].text)


def _best_title(
    lines: list[Line], kinds: list[ParagraphKind], candidates: list[int], first: int
) -> int | None:
    bylines = [at for at in range(first) if kinds[at] is ParagraphKind.BYLINE]
    above = [at for at in candidates if bylines and at < bylines[0]]
    if not above:
        candidates = [at for at in candidates if _reads_as_title(lines[at].text)]
    pool = above or candidates
    usual = [at for at in pool if len(lines[at].text) >= _USUAL_TITLE]
    chosen = usual or pool
    return chosen[0] if chosen else None


def _reads_as_title(text: str) -> bool:
    """Say whether a line that no byline follows is short and simple enough for a title."""
    if _NUMBERED.match(text):
        return False
    return len(text) <= _PLAIN_TITLE and len(_COMMA.findall(text)) < 2


def _may_be_title(line: Line, kind: ParagraphKind) -> bool:
    return (
        kind is ParagraphKind.BODY
        and _SHORTEST_TITLE <= len(line.text) <= _LONGEST_TITLE
        and not line.text.startswith(_SUBTITLE)
        and not line.text.endswith(tuple("。，,；;、：:︰"))
        and _WORD.search(line.text) is not None
    )


def _mark_headings(lines: list[Line], kinds: list[ParagraphKind]) -> None:
    """Mark runs of short lines that stand above prose."""
    run: list[int] = []
    for at, line in enumerate(lines):
        if kinds[at] is not ParagraphKind.BODY:
            continue
        if _may_head(line):
            run.append(at)
            continue
        marked = run if len(run) <= _HEADING_RUN else run[-1:] if _stands_out(lines, run) else []
        for heading in marked:
            kinds[heading] = ParagraphKind.HEADING
        run = []


def _stands_out(lines: list[Line], run: list[int]) -> bool:
    return _MARKED_HEADING.match(lines[run[-1]].text) is not None


def _may_head(line: Line) -> bool:
    if _MARKED_HEADING.match(line.text):
        return True
    return (
        2 <= len(line.text) <= _LONGEST_HEADING
        and not line.is_prose
        and not line.closes
        and not _BRACKETED.fullmatch(line.text)
        and not _FIGURES.search(line.folded)
        and _WORD.search(line.text) is not None
    )


def _named_in_body(lines: list[Line], kinds: list[ParagraphKind]) -> str | None:
    """Return the author named in brackets where the body begins or ends."""
    body = [line for line, kind in zip(lines, kinds, strict=True) if kind is ParagraphKind.BODY]
    if not body:
        return None
    return (
        reporter_named(body[0], opening=True)
        or closing_name(body[-1].text)
        or reporter_named(body[-1], opening=False)
    )


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)
