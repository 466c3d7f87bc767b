"""What computes goes in turns, what is nearest to its end first; one that takes too long holds nobody up for ever."""

from __future__ import annotations

import threading
import time

import pytest

from blog_order.queue.turns import Stage, Turns
from tests.support.waiting import PATIENCE_SECONDS, wait_until


def wait_until_waiting(turns: Turns, number: int) -> None:
    wait_until(lambda: len(turns._waiting) >= number, every=0.001)


def test_one_at_a_time_and_what_is_nearest_to_its_end_first() -> None:
    turns, done, inside, most = Turns(PATIENCE_SECONDS), [], [], []

    def work(name: str, stage: Stage) -> None:
        with turns.turn(stage):
            inside.append(name)
            most.append(len(inside))
            time.sleep(0.002)
            done.append(name)
            inside.remove(name)

    stages = {"check 1": Stage.CHECK, "check 2": Stage.CHECK, "save 1": Stage.SAVE, "check 3": Stage.CHECK}
    threads = [threading.Thread(target=work, args=each) for each in stages.items()]
    with turns.turn(Stage.CHECK):
        for number, thread in enumerate(threads, 1):
            thread.start()
            wait_until_waiting(turns, number)
        assert done == []
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    assert done == ["save 1", "check 1", "check 2", "check 3"]
    assert set(most) == {1}


def test_who_waited_too_long_goes_beside_and_no_turn_is_lost() -> None:
    turns = Turns(patience_seconds=0.05)
    beside = threading.Event()

    def impatient() -> None:
        with turns.turn(Stage.CHECK):
            beside.set()

    with turns.turn(Stage.SAVE):
        thread = threading.Thread(target=impatient)
        thread.start()
        assert beside.wait(PATIENCE_SECONDS)
        thread.join(PATIENCE_SECONDS)
        assert turns._waiting == []
        assert turns._taken
    assert not turns._taken
    with turns.turn(Stage.CHECK):
        assert turns._taken


def test_an_error_gives_the_turn_back() -> None:
    turns = Turns()
    with pytest.raises(ValueError, match="mine"), turns.turn(Stage.SAVE):
        raise ValueError("mine")
    with turns.turn(Stage.SAVE):
        assert turns._taken


def test_of_many_in_a_hurry_each_gets_its_turn_or_goes_without() -> None:
    turns, ended = Turns(patience_seconds=0.003), []

    def work(number: int) -> None:
        for _ in range(20):
            with turns.turn(Stage(number % 2)):
                time.sleep(0.0005)
        ended.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    assert sorted(ended) == list(range(16))
    assert not turns._taken
    assert turns._waiting == []
