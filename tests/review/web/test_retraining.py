"""The page of the model: decisions to a model that is signed, and back, by HTTP."""

import re
import shutil
from pathlib import Path

import pytest

from tests.review.retraining.conftest import few_annotations, tiny_model, tiny_results
from tests.review.web.clients import person
from voltag.classify.persist import load_model
from voltag.review.orders import Order
from voltag.review.retraining import process
from voltag.review.retraining import retraining as library
from voltag.review.store import Store
from voltag.review.store.records import Judgement, QueueQuery

__all__ = ["few_annotations", "tiny_model", "tiny_results"]


@pytest.fixture
def store(
    tiny_results: Path,
    tiny_model: Path,
    few_annotations: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Store:
    """A database in a copy of real results, with the model that they were made with."""
    out = tmp_path / "out"
    shutil.copytree(tiny_results, out)
    shutil.copytree(tiny_model, out / "models" / load_model(tiny_model).id)
    monkeypatch.setattr(library, "default_annotation_paths", lambda: [few_annotations])
    made = Store(out / "review.sqlite3")
    made.load(out)
    return made


def hidden(html: str, form: str, name: str) -> str:
    """The value of a hidden field of a form."""
    inside = html[html.index(f'data-post="{form}"') :]
    found = re.search(rf'name="{name}" value="([^"]*)"', inside)
    assert found is not None
    return found[1]


def test_who_has_no_name_yet_is_told_what_the_page_waits_for(store: Store, tmp_path: Path) -> None:
    told = '<a href="/reviewers?then=/model">Say who you are first.</a>'
    with store, person(tmp_path, store=store, name=None) as someone:
        assert told in someone.html("/model")
        someone.choose("Ana")
        assert told not in someone.html("/model")


@pytest.mark.long
def test_a_model_is_retrained_adopted_and_taken_back(store: Store, tmp_path: Path) -> None:
    with store, person(tmp_path, store=store) as ana:
        html = ana.html("/model")
        first = re.search(r"<strong>(voltag-\w+)</strong>", html)
        assert first is not None
        queue = store.queue(QueueQuery(order=Order.MOST_LIKELY), "Ana")
        store.decide(queue.items[0].passage, Judgement("accept"), "Ana", "decision-0001")
        assert ana.client.get("/model/decisions.jsonl").json()["annotator"] == "Ana"

        assert ana.post("/model/retrain", {}).status_code == 200
        running = ana.client.get("/model/progress").json()
        assert running["state"] in ("running", "done")
        folder = store.path.parent / "models" / ".preparation"
        ended = process.wait(folder)
        assert ended is not None
        assert ended.state == "done", ended.message
        assert ana.client.get("/model/progress").json()["state"] == "done"

        html = ana.html("/model")
        assert "contribution F1" in html
        name = hidden(html, "/model/adopt", "name")
        signed = {"name": name, "id": hidden(html, "/model/adopt", "id"), "note": "<b>better</b>"}
        assert ana.post("/model/adopt", signed).status_code == 200
        assert ana.post("/model/adopt", signed).status_code == 200, "sent twice, written once"
        assert [(e.kind, e.model, e.by) for e in store.models()] == [("adoption", name, "Ana")]
        html = ana.html("/model")
        assert f"<strong>{name}</strong>" in html
        assert "&lt;b&gt;better&lt;/b&gt;" in html
        assert "<b>better</b>" not in html

        back = {"name": first[1], "id": hidden(html, "/model/roll-back", "id")}
        assert ana.post("/model/roll-back", back).status_code == 200
        assert f"<strong>{first[1]}</strong>" in ana.html("/model")


def test_thresholds_and_terms_are_previewed(store: Store, tmp_path: Path) -> None:
    with store, person(tmp_path, store=store) as ana:
        moved = {"references.upper": 1.0, "references.lower": 0.3}
        assert ana.post("/model/thresholds", moved).status_code == 200
        process.wait(store.path.parent / "models" / ".preparation")
        html = ana.html("/model")
        assert "references.upper = 1.0" in html
        assert "V1 → –" in html
        term = {"language": "en", "place": "term volunteering", "text": "x", "source": "why"}
        refused = ana.post("/model/term", term)
        assert refused.status_code == 400
        assert "letters" in refused.json()["error"]
        refused = ana.post("/model/thresholds", {"limits.pages": 3})
        assert "no setting" in refused.json()["error"]


def test_nothing_is_written_without_a_name(store: Store, tmp_path: Path) -> None:
    with store, person(tmp_path, name=None, store=store) as nobody:
        for address in ("retrain", "cancel"):
            assert nobody.post(f"/model/{address}", {}).status_code == 403
        signed = {"name": "voltag-0", "id": "0123456789"}
        for address in ("adopt", "roll-back"):
            assert nobody.post(f"/model/{address}", signed).status_code == 403
        assert store.models() == ()


def test_results_of_a_model_that_is_nowhere_say_so(tmp_path: Path) -> None:
    with person(tmp_path) as ana:
        assert "notice bad" in ana.html("/model")
