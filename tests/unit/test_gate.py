import asyncio

import pytest

from service.http.gate import Gate, QueueFull


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_so_many_are_inside_and_the_rest_follow_in_the_order_they_came() -> None:
    async def story() -> list[str]:
        gate, entered = Gate(places=2, queue=3), []

        async def visit(name: str) -> None:
            await gate.enter()
            entered.append(name)

        tasks = [asyncio.create_task(visit(name)) for name in "abcde"]
        await settled()
        assert entered == ["a", "b"]
        assert (gate.inside, gate.waiting) == (2, 3)
        gate.leave()
        await settled()
        assert entered == ["a", "b", "c"]
        gate.leave()
        gate.leave()
        await asyncio.gather(*tasks)
        return entered

    assert asyncio.run(story()) == ["a", "b", "c", "d", "e"]


def test_one_more_than_may_wait_is_turned_away_at_once() -> None:
    async def story() -> None:
        gate = Gate(places=1, queue=1)
        await gate.enter()
        waiting = asyncio.create_task(gate.enter())
        await settled()
        assert gate.full
        with pytest.raises(QueueFull):
            await gate.enter()
        gate.leave()
        await waiting
        assert not gate.full

    asyncio.run(story())


def test_one_who_gives_up_keeps_no_place_wherever_it_stood() -> None:
    async def story() -> None:
        gate = Gate(places=1, queue=5)
        await gate.enter()
        first, second = (asyncio.create_task(gate.enter()) for _ in range(2))
        await settled()
        first.cancel()
        await settled()
        assert gate.waiting == 1
        gate.leave()  # hands the place to the second, which gives up before it learns of it
        second.cancel()
        await settled()
        assert (gate.inside, gate.waiting) == (0, 0)
        await gate.enter()
        assert gate.inside == 1

    asyncio.run(story())
