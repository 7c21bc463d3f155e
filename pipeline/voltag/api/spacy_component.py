"""The spaCy component ``voltag``: ``nlp.add_pipe("voltag")``.

spaCy finds this module through the entry point of voltag's package. A document of the
pipeline is cut into passages as those of a PDF are, at the pipeline's own sentences where it
has them. The component sets

* ``doc.spans["volunteering"]``: for each passage that references volunteering a span with the
  label ``contribution`` or ``bare``, and one for each objective that it evidences. The spans'
  scores stand in ``doc.spans["volunteering"].attrs["scores"]``, as spaCy's own span
  categorizer has them;
* ``doc.cats``: for ``contribution`` and each objective the highest score of any passage, which
  is what a document's verdict rests on.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import srsly
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import minibatch

from voltag.classify.languages import text_language
from voltag.classify.model import Model
from voltag.classify.persist import ModelError, find_model, load_model
from voltag.settings import Settings, SettingsError, load_settings
from voltag.text.segment import stretches
from voltag.text.sentences import sentence_ends
from voltag.types import Labels, Objective, Reference

_MODEL = "model"
_SETTINGS = "settings.toml"


@Language.factory(
    "voltag",
    default_config={"model": "default", "settings": None, "spans_key": "volunteering"},
    assigns=["doc.cats", "doc.spans"],
)
def make_component(
    nlp: Language, name: str, model: str, settings: str | None, spans_key: str
) -> "VolunteeringTagger":
    """Make the component for a pipeline.

    Args:
        nlp: The pipeline.
        name: The component's name in it.
        model: A model folder, or the name of a shipped model.
        settings: A TOML file with the settings to change, or None.
        spans_key: The key of ``doc.spans`` to write to.

    Where the model or the settings cannot be used, that is raised as a ModelError or
    SettingsError when the component is first asked for anything: a pipeline that is loaded
    brings its own, and is made with paths that may be those of another machine.
    """
    return VolunteeringTagger(nlp.lang or "", name, model, settings, spans_key)


class VolunteeringTagger:
    """Labels the passages of documents; see the module for what it sets."""

    def __init__(
        self, language: str, name: str, model: str, settings: str | None, spans_key: str
    ) -> None:
        self.name = name
        self.spans_key = spans_key
        self._language = language
        self._fault: ModelError | SettingsError | None = None
        try:
            toml = _settings_text(Path(settings)) if settings is not None else ""
            self._use(_files(find_model(model)), toml)
        except (ModelError, SettingsError) as fault:
            self._fault = fault

    def __call__(self, doc: Doc) -> Doc:
        """Label one document."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Label a stream of documents, the passages of ``batch_size`` documents together."""
        for batch in minibatch(stream, size=batch_size):  # type: ignore[no-untyped-call]
            yield from self._label(list(batch))

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the model and the settings, so that a loaded pipeline judges alike."""
        self._check()
        value: bytes = srsly.msgpack_dumps({"files": self._kept, "settings": self._toml})
        return value

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "VolunteeringTagger":
        """Take model and settings from what :meth:`to_bytes` returned.

        Raises:
            ModelError: the bytes hold no model that can be used.
        """
        value = srsly.msgpack_loads(data)
        self._use(value["files"], value["settings"])
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the model and the settings into the folder ``path``."""
        self._check()
        folder = Path(path)
        (folder / _MODEL).mkdir(parents=True, exist_ok=True)
        for name, content in self._kept.items():
            (folder / _MODEL / name).write_bytes(content)
        (folder / _SETTINGS).write_text(self._toml, encoding="utf-8")

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "VolunteeringTagger":
        """Take model and settings from the folder ``path``.

        Raises:
            ModelError: the folder holds no model that can be used.
        """
        folder = Path(path)
        toml = (folder / _SETTINGS).read_text(encoding="utf-8")
        self._use(_files(folder / _MODEL), toml)
        return self

    def _use(self, files: dict[str, bytes], toml: str) -> None:
        """Load the model from the content of its folder's files."""
        with TemporaryDirectory(prefix="voltag-") as name:
            folder = Path(name)
            for file, content in files.items():
                # Only the bare name: what was serialised elsewhere must not choose a place here.
                (folder / Path(file).name).write_bytes(content)
            model: Model = load_model(folder)
            settings: Settings = load_settings(_written(folder / _SETTINGS, toml))
        self._kept, self._toml = files, toml
        self._model, self._settings = model, settings
        self._fault = None

    def _check(self) -> None:
        if self._fault is not None:
            raise self._fault

    def _label(self, docs: list[Doc]) -> Iterator[Doc]:
        self._check()
        placed = [(doc, span) for doc in docs for span in self._passages(doc)]
        texts = [span.text for _, span in placed]
        labels = self._model.label(
            [(text, self._language_of(text)) for text in texts], self._settings
        )
        found: dict[int, list[tuple[Span, Labels]]] = {id(doc): [] for doc in docs}
        for (doc, span), one in zip(placed, labels, strict=True):
            found[id(doc)].append((span, one))
        for doc in docs:
            self._set(doc, found[id(doc)])
            yield doc

    def _language_of(self, text: str) -> str:
        if self._language in self._model.languages:
            return self._language
        # A pipeline of another language, or of many ("xx"), may hold texts in one of ours.
        return text_language(text, self._model, self._settings)

    def _passages(self, doc: Doc) -> Iterator[Span]:
        if doc.has_annotation("SENT_START"):
            ends = [sentence.end_char for sentence in doc.sents]
        else:
            ends = sentence_ends(doc.text)
        for start, end in stretches(doc.text, ends, self._settings.passages):
            span = doc.char_span(start, end, alignment_mode="expand")
            if span is not None and span.text.strip():
                yield span

    def _set(self, doc: Doc, found: list[tuple[Span, Labels]]) -> None:
        spans: list[Span] = []
        scores: list[float] = []
        for span, labels in found:
            if labels.reference is Reference.NONE:
                continue
            chances = [(labels.reference.value, labels.scores.contribution)]
            chances += [(o.value, labels.scores.of(o.value)) for o in labels.objectives]
            for label, score in chances:
                spans.append(Span(doc, span.start, span.end, label=label))
                scores.append(score)
        doc.spans[self.spans_key] = SpanGroup(
            doc, name=self.spans_key, attrs={"scores": scores}, spans=spans
        )
        questions = {"contribution": "references"} | {o.value: o.value for o in Objective}
        for name, question in questions.items():
            doc.cats[name] = max((lb.scores.of(question) for _, lb in found), default=0.0)  # type: ignore[arg-type]


def _settings_text(path: Path) -> str:
    """The text of a settings file; its faults are named with this path, not with a copy's."""
    load_settings(path)
    return path.read_text(encoding="utf-8-sig")


def _files(folder: Path) -> dict[str, bytes]:
    """The content of the files of a model folder, by their names."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
