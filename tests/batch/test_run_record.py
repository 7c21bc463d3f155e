"""What ``run.json`` says of a run."""

from tests.batch.folders import job
from voltag.batch.run_record import Outcome, run_record
from voltag.types import Given, Kind


def test_all_that_was_given_is_recorded_and_nothing_else() -> None:
    given = {
        "b.pdf": Given(kind=Kind.VNR, year=2020, source="manifest, line 3"),
        "a.pdf": Given(group="", source="manifest, line 2"),
    }
    record = run_record(
        job(given=given), Outcome((), 2), workers=1, judged_again=0, started="2026-11-24"
    )
    assert record["given"] == {
        # It stands alone.
        "a.pdf": {"group": "", "source": "manifest, line 2"},
        "b.pdf": {"kind": "vnr", "year": 2020, "source": "manifest, line 3"},
    }
