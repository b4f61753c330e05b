import random

from leaderboard.keys import pack, sortable
from leaderboard.order import Order
from leaderboard.scoreboard import clock


def test_positions_and_ranks_are_those_of_a_sorted_list() -> None:
    rng, order = random.Random(1), Order()
    held: dict[int, tuple[tuple[int, ...], str, int]] = {}
    for _ in range(2000):
        team = rng.randrange(60)
        if rng.random() < 0.1:
            assert order.remove(team) == (team in held)
            held.pop(team, None)
        else:
            key, name = (-rng.randrange(4), rng.randrange(4)), rng.choice("aBcD")
            held[team] = (key, name.lower(), team)
            order.place(team, key, name)
        expected = sorted(held.values())
        teams, ranks = order.page(0, 100)
        assert teams == [team for _, _, team in expected]
        assert ranks == [1 + sum(other < key for other, _, _ in expected) for key, _, _ in expected]
        start = rng.randrange(70)
        assert order.page(start, start + 7) == (teams[start : start + 7], ranks[start : start + 7])


def test_teams_without_a_rank_stand_among_the_others_and_count_for_nobody() -> None:
    order = Order()
    for team, key, ranked in ((0, -3, True), (1, -3, False), (2, -2, False), (3, -1, True), (4, -1, False)):
        order.place(team, (key,), f"t{team}", ranked=ranked)
    assert order.page(0, 9) == ([0, 1, 2, 3, 4], [1, 0, 0, 2, 0])
    assert [order.rank(team) for team in range(5)] == [1, 0, 0, 2, 0]
    order.place(2, (-2,), "t2", ranked=True)
    order.place(0, (-3,), "t0", ranked=False)
    assert order.page(0, 9)[1] == [0, 0, 1, 2, 0]
    order.remove(2)
    assert order.page(0, 9)[1] == [0, 0, 1, 0]


def test_the_span_holds_all_that_moved_or_got_another_rank() -> None:
    rng, order = random.Random(6), Order()
    before: tuple[list[int], list[int]] = ([], [])
    for _ in range(1500):
        for _ in range(rng.randrange(4)):
            team, key = rng.randrange(40), (-rng.randrange(5), rng.randrange(3))
            match rng.randrange(6):
                case 0:
                    order.remove(team)
                case 1 | 2 if team in order:
                    order.move(team, key)
                case 3 if rng.random() < 0.1:
                    order.place_all({n: ((-n % 3, n), f"n{n}", n % 5 > 0) for n in range(30)})
                case _:
                    order.place(team, key, rng.choice("aB"), ranked=rng.random() < 0.8)
        first, last = order.span()
        after = order.page(0, 100)
        for position in [place for place in range(100) if not first <= place <= last]:
            for old, new in zip(before, after, strict=True):
                assert old[position : position + 1] == new[position : position + 1]
        before = after
    assert order.span() == (0, -1)


def test_packed_keys_never_turn_an_order_round() -> None:
    rng = random.Random(2)
    spans = (1, 600, 2**26, 2**40)
    keys = [tuple(rng.randrange(-span, span) for span in rng.choices(spans, k=3)) for _ in range(3000)]
    ordered = sorted(keys)
    packed = [pack(key) for key in ordered]
    assert packed == sorted(packed)
    assert all(0 <= value < 1 << 53 for value in packed)


def test_packed_keys_of_usual_size_are_exact() -> None:
    keys = [(-solved, time) for solved in (0, 1, 15, 511, 60_000_000) for time in (0, 1, 2**25)]
    assert len({pack(key) for key in keys}) == len(keys)


def test_sortable_keys_sort_as_the_keys_do_whatever_their_size() -> None:
    rng = random.Random(3)
    keys = [tuple(rng.randrange(-(10**15), 10**15) for _ in range(3)) for _ in range(1000)]
    assert sorted(keys, key=sortable) == sorted(keys)


def test_contest_time_as_clics_writes_it() -> None:
    assert [clock(ms) for ms in (0, 61_001, 18_000_000, -1500)] == ["0:00:00.000", "0:01:01.001", "5:00:00.000", "-0:00:01.500"]
