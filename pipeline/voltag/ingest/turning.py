"""Pages turned on their side: the reading frame, and the way back to the page as displayed."""

from voltag.ingest.shapes import PageContent, Rule, TextLine
from voltag.types import Box


def turn_upright(content: PageContent, directions: dict[int, int]) -> None:
    """Choose the reading frame and bring everything on the page into it.

    ``directions`` has, by the id of a run, those that do not run from left to right.
    """
    if not directions:
        content.runs = _on_page(content.runs, content)
        return
    weights = [0, 0, 0, 0]
    for run in content.runs:
        direction = directions.get(id(run), 0)
        if direction >= 0:
            weights[direction] += len(run.text)
    turn = max(range(4), key=lambda quarter: (weights[quarter], -quarter))
    displayed_width, displayed_height = content.width, content.height
    for run in content.runs:
        direction = directions.get(id(run), 0)
        if direction in (1, 3):
            start, end = (run.y, run.x0), (run.y, run.x1)
        else:
            start, end = (run.x0, run.y), (run.x1, run.y)
        x0, y = turn_point(start, turn, displayed_width, displayed_height)
        x1, _ = turn_point(end, turn, displayed_width, displayed_height)
        run.turned = direction != turn
        if run.turned:
            x1 = max(x1, x0 + run.size / 2)
        run.x0, run.x1, run.y = x0, x1, y
    if turn:
        content.turn = turn
        if turn % 2:
            content.width, content.height = displayed_height, displayed_width
        size = displayed_width, displayed_height
        flat = [(r.x0, r.top, r.x1, r.bottom) for r in (*content.across, *content.down)]
        rules = [Rule(*turn_box(box, turn, *size)) for box in flat]
        content.across = [rule for rule in rules if rule.x1 - rule.x0 >= rule.bottom - rule.top]
        content.down = [rule for rule in rules if rule.x1 - rule.x0 < rule.bottom - rule.top]
        content.frames = [turn_box(box, turn, *size) for box in content.frames]
        content.drawings = [turn_box(box, turn, *size) for box in content.drawings]
        content.pictures = [turn_box(box, turn, *size) for box in content.pictures]
    content.runs = _on_page(content.runs, content)


def _on_page(runs: list[TextLine], content: PageContent) -> list[TextLine]:
    """Leave out the runs that stand outside the page."""
    width, height = content.width, content.height
    kept = [
        run
        for run in runs
        if run.x1 > 0 and run.x0 < width and run.y - 0.3 * run.size > 0 and run.y <= height + 1
    ]
    if len(kept) < len(runs):
        content.unseen += sum(len(r.text) for r in runs) - sum(len(r.text) for r in kept)
    return kept


def turn_point(
    point: tuple[float, float], turn: int, width: float, height: float
) -> tuple[float, float]:
    """Turn a point of a page of ``width`` and ``height`` back by ``turn`` clockwise quarters."""
    x, y = point
    if turn == 1:
        return y, width - x
    if turn == 2:
        return width - x, height - y
    if turn == 3:
        return height - y, x
    return x, y


def turn_box(box: Box, turn: int, width: float, height: float) -> Box:
    """Turn a box of a page of ``width`` and ``height`` back by ``turn`` clockwise quarters."""
    ax, ay = turn_point((box[0], box[1]), turn, width, height)
    bx, by = turn_point((box[2], box[3]), turn, width, height)
    return (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
