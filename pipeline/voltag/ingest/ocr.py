"""Text recognised in page pictures, with the extra ``voltag[ocr]``.

RapidOCR carries the models in its wheel and onnxruntime runs them. Their paths are given, so
that RapidOCR never looks for one to download.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voltag.ingest.errors import OutOfTimeError

ENGINE = "PP-OCRv6 small"
"""The models that are used; run.json names them."""
INSTALL = "pip install 'voltag[ocr]'"
PACKAGES = ("rapidocr", "onnxruntime", "opencv-python-headless")
"""The packages that what is recognised depends on."""

_MODELS = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
}
_DETECTION_SIDE = 1280
"""Pixels on the longer side of the picture in which lines are looked for: enough for letters of
six points on A4, at a third of the time. They are read at the picture's own resolution."""
_BATCH = 24
"""Lines read between two looks at the clock."""
_ASKED = 9
"""Lines that are asked whether the page stands upside down."""
_LONG = 3.0
"""How much longer than high a line must be to tell its page's direction."""

Picture = npt.NDArray[np.uint8]


class OcrMissingError(Exception):
    """OCR was asked for and cannot be had here; the message says what to do."""


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """One line as it was read in a picture."""

    text: str
    corners: npt.NDArray[np.float64]
    """Its four corners in pixels, clockwise from where the text begins, at the top."""
    confidence: float
    """The mean confidence of its characters, 0..1."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was read in a picture."""

    lines: tuple[RecognisedLine, ...]
    quarters: int
    """Quarter turns, counter-clockwise, that brought the picture upright; corners are those of
    the upright picture."""
    size: tuple[int, int]
    """Width and height of the upright picture in pixels."""


def ocr_problem() -> str | None:
    """Return why OCR cannot be had here, or None where it can; nothing heavy is loaded."""
    if any(find_spec(module) is None for module in ("rapidocr", "onnxruntime")):
        return f"OCR is not installed; {INSTALL}"
    if not all(path.is_file() for path in _model_paths().values()):
        return f"the installed rapidocr does not carry the models of {ENGINE}; {INSTALL}"
    return None


def require_ocr() -> None:
    """Make sure that OCR can be had.

    Raises:
        OcrMissingError: it cannot; the message says what to install.
    """
    problem = ocr_problem()
    if problem is not None:
        raise OcrMissingError(f"--ocr force cannot be done: {problem}")


def _model_paths() -> dict[str, Path]:
    spec = find_spec("rapidocr")
    folder = Path(spec.origin).parent if spec is not None and spec.origin else Path()
    return {part: folder / "models" / name for part, name in _MODELS.items()}


@cache
def _engine(threads: int) -> Any:  # noqa: ANN401 - rapidocr has no types
    """Return the engine, loaded once a process."""
    require_ocr()
    import onnxruntime
    from rapidocr import RapidOCR

    onnxruntime.set_default_logger_severity(4)
    params: dict[str, object] = {
        "Global.log_level": "critical",
        "Global.use_preprocess_img": False,
        "Global.use_vertical_padding": False,
        "EngineConfig.onnxruntime.intra_op_num_threads": threads,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        "Det.limit_type": "max",
        "Det.limit_side_len": _DETECTION_SIDE,
    }
    params |= {f"{part}.model_path": str(path) for part, path in _model_paths().items()}
    return RapidOCR(params=params)


def recognise(picture: Picture, deadline: float, *, threads: int = 1) -> Recognised:
    """Read the text in a picture.

    Args:
        picture: The page in colour, as rows of RGB or BGR.
        deadline: A value of :func:`time.process_time`, so that a busy computer changes
            nothing; looked at between steps of about a second.
        threads: Processor cores to use.

    Raises:
        OcrMissingError: the extra is not installed.
        OutOfTimeError: the deadline has passed.
    """
    engine = _engine(threads)
    quarters = 0
    found, crops = _detected(engine, picture)
    if _lies(found):
        quarters = 1
        picture = np.ascontiguousarray(np.rot90(picture))
        _check(deadline)
        found, crops = _detected(engine, picture)
    high, wide = picture.shape[:2]
    if not len(found):
        return Recognised((), quarters, (wide, high))
    _check(deadline)
    if _upside_down(engine, crops):
        quarters = (quarters + 2) % 4
        crops = [np.ascontiguousarray(crop[::-1, ::-1]) for crop in crops]
        found = np.array((wide, high)) - found[:, (2, 3, 0, 1)]
    return Recognised(_read(engine, found, crops, deadline), quarters, (wide, high))


def try_out() -> None:
    """Load the models and run them on an empty picture.

    Raises:
        Exception: whatever keeps them from running.
    """
    blank = np.full((64, 256, 3), 255, dtype=np.uint8)
    recognise(blank, time.process_time() + 60)


def _detected(engine: Any, picture: Picture) -> tuple[npt.NDArray[np.float64], list[Picture]]:  # noqa: ANN401
    """Return the corners of the lines in a picture, and each line cut out and set straight."""
    from rapidocr.main import RapidOCRError

    try:
        crops, found = engine.detect_and_crop(picture, {})
    except RapidOCRError:  # there are none
        return np.zeros((0, 4, 2)), []
    return np.asarray(found.boxes, dtype=np.float64), crops


def _sides(corners: npt.NDArray[np.float64]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return the lengths of the lines' upper and left edges."""
    return (
        np.linalg.norm(corners[:, 1] - corners[:, 0], axis=1),
        np.linalg.norm(corners[:, 3] - corners[:, 0], axis=1),
    )


def _lies(corners: npt.NDArray[np.float64]) -> bool:
    """Whether most text runs from top to bottom."""
    if not len(corners):
        return False
    wide, high = _sides(corners)
    down, across = high > _LONG * wide, wide > _LONG * high
    return bool(high[down].sum() > 2 * wide[across].sum())


def _upside_down(engine: Any, crops: Sequence[Picture]) -> bool:  # noqa: ANN401
    """Whether most of the longest lines stand on their heads."""
    longest = sorted(crops, key=lambda crop: -crop.shape[1])[:_ASKED]
    _, told = engine.cls_and_rotate([crop.copy() for crop in longest])
    return [label for label, _ in told.cls_res].count("180") > len(longest) / 2


def _read(
    engine: Any,  # noqa: ANN401
    corners: npt.NDArray[np.float64],
    crops: Sequence[Picture],
    deadline: float,
) -> tuple[RecognisedLine, ...]:
    texts: dict[int, tuple[str, float]] = {}
    # Lines of one length are read together, which is faster.
    order = sorted(range(len(crops)), key=lambda at: (crops[at].shape[1] / crops[at].shape[0], at))
    for first in range(0, len(order), _BATCH):
        _check(deadline)
        batch = order[first : first + _BATCH]
        read = engine.recognize_txt([crops[at] for at in batch])
        texts |= dict(zip(batch, zip(read.txts, read.scores, strict=True), strict=True))
    return tuple(
        RecognisedLine(texts[at][0], corners[at], float(texts[at][1]))
        for at in range(len(crops))
        if texts[at][0].strip()
    )


def _check(deadline: float) -> None:
    if time.process_time() > deadline:
        raise OutOfTimeError("ocr_timeout", "Recognising the page's text took too long.")
