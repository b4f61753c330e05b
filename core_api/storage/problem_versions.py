"""Which version of a problem counts where, as expressions in SQL: more than one domain asks, and all must say the same.

Example: version 1 is there when the contest starts at 10:00, the author uploads version 2 at 11:00. The contest goes on with 1, and so does
everything in it that is judged again; practice and contests that start later have 2. At 11:30 the contest's jury switches to 2.
"""

from __future__ import annotations


def uses(problem: str) -> str:
    """Whether contest `c` has a problem, by the expression of its id."""
    return f"c.settings -> 'problems' @> jsonb_build_array(jsonb_build_object('id', {problem}))"


USES = uses("p.id")
"""Whether contest `c` has problem `p`."""

PLAYED_VERSION = """coalesce(
    (select pinned.version from contest_problem_versions pinned where pinned.contest_id = c.id and pinned.problem_id = p.id),
    (select max(v.version) from problem_versions v
     where v.problem_id = p.id and v.made_at <= greatest(coalesce(c.starts_at, 'infinity'), c.created_at)),
    (select min(v.version) from problem_versions v where v.problem_id = p.id))"""
"""The version of problem `p` that contest `c` plays: the one that its jury switched to, else the newest that was there at its start, so the
newest until then. A start that is moved while the contest runs changes nothing: what it plays is noted before.

A contest that was made with a start in the past begins when it is made. At last, the oldest: releases before versions let problems come
into a contest that had begun, and noted nothing."""

SHOWN_VERSION = f"""coalesce(
    (select {PLAYED_VERSION} from contests c
     where not c.imported and not c.private and c.starts_at <= now() and now() < c.ends_at and {USES}
     order by c.starts_at desc, c.id limit 1),
    p.version)"""
"""The version of problem `p` whose limits and samples readers are shown: that of a public contest that runs, else the newest. What a
private contest plays is not to be told from limits and samples."""

NEXT_CHANGE = """select least((select min(starts_at) from contests where starts_at > now()),
    (select min(ends_at) from contests where ends_at > now()))"""
"""When the next contest starts or ends: until then at most, the clock alone changes neither which problems are shown nor their version."""
