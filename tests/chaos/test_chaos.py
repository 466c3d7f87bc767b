"""A minute of chaos with a seed that stays; ``make chaos`` runs longer, with one by chance."""

from __future__ import annotations

import pytest

from tests.chaos.__main__ import report
from tests.chaos.run import Plan, run
from tests.chaos.schedule import Blow, draw

SEED = 7


def test_a_seed_gives_one_schedule_with_every_kind_of_blow() -> None:
    planned = draw(SEED, 240, 3.5)
    assert planned == draw(SEED, 240, 3.5)
    assert planned != draw(SEED + 1, 240, 3.5)
    assert {each.blow for each in planned} == set(Blow)


@pytest.mark.long
@pytest.mark.timeout(300)
def test_nothing_paid_is_lost_doubled_or_stuck() -> None:
    outcome = run(Plan(SEED, orders=40, seconds=45, gap_seconds=2))
    print(report(outcome))
    assert outcome.counts, "no blow was dealt"
    assert outcome.held, "\n".join(map(str, outcome.checked.broken))
