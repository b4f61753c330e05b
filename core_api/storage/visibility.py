"""What everybody may know of a problem or contest now, as conditions in SQL: more than one domain asks, and all must say the same."""

from __future__ import annotations

from core_api.storage.problem_versions import USES

PROBLEM_IS_SHOWN = f"""coalesce(
    (select bool_or(coalesce(c.starts_at <= now(), false)) from contests c
     where not c.private and {USES}),
    p.published)"""
"""Whether everybody sees problem `p`: from the start of the first public contest that uses it, not before; one that none uses, once it is
published. What a private contest does with a problem changes nothing for those who do not see the contest."""

CONTEST_IS_OVER = """(coalesce(c.ends_at <= now(), false) and not exists (select from registrations extended
    where extended.contest_id = c.id and extended.state = 'approved' and extended.virtual_at is null
    and (extended.joined ->> 'extension')::bigint > 0
    and c.ends_at + (extended.joined ->> 'extension')::bigint * interval '1 millisecond' > now()))"""
"""Whether contest `c` is over for all teams, those with an extension too. See `ContestRow.is_over`."""

CONTEST_IS_OPEN = f"(not c.private and {CONTEST_IS_OVER} and (c.settings ->> 'freeze' is null or c.thawed_at is not null))"
"""Whether everybody may know every verdict of contest `c`: it is public and over, and nothing of it is frozen."""

_USING = f"from contests c where not c.private and {USES}"
IS_USED = f"exists (select {_USING})"
SHOWN_AT = f"(select min(c.starts_at) {_USING})"
"""The same for who keeps a row: whether any public contest uses problem `p`, and when the first of them starts.
See `ProblemRow.visible`."""

USER_IS_FOUND = "(u.deleted_at is null and u.disabled_at is null and coalesce(u.privacy ->> 'profile', 'everybody') <> 'nobody')"
"""Whether user `u` is found by search."""
SUBMISSION_IN_CONTEST_IS_SHOWN = f"""({CONTEST_IS_OPEN} and not exists (select from registrations hidden
    where hidden.contest_id = s.contest_id and hidden.team_id = s.team_id and hidden.joined ->> 'hidden' = 'true'))"""
"""Whether everybody may know of submission `s` to contest `c`, with its verdict. Nobody is told that a hidden team exists."""
SUBMISSION_IS_SHOWN = f"(case when s.contest_id is null then {PROBLEM_IS_SHOWN} else {SUBMISSION_IN_CONTEST_IS_SHOWN} end)"
"""The same also outside contests, to problem `p`."""

_HIDES = f"""(c.starts_at <= now() and (not {CONTEST_IS_OVER}
    or (c.settings ->> 'freeze' is not null and c.thawed_at is null)))"""
PROBLEM_RESTS = f"not exists (select from contests c where {USES} and {_HIDES})"
"""Whether no contest with problem `p` runs or is frozen: only then may what people have solved of it be added up for others to see."""
BUSY_PROBLEMS = f"""(select problem ->> 'id' from contests c, jsonb_array_elements(coalesce(c.settings -> 'problems', '[]')) problem
    where {_HIDES})"""
"""Ids of all that do not rest, for a query that asks for very many problems: made once for all of them."""


def is_inside(user: str) -> str:
    """Whether a user, by the name of a parameter, may see the private contest `c`: takes part in it or asks to, was named by its jury
    among the accounts that it is for, or is a guest. Its jury is known by the token."""
    return f"""(exists (select from registration_members m where m.contest_id = c.id and m.user_id = {user})
    or exists (select from contest_guests g where g.contest_id = c.id and g.user_id = {user})
    or coalesce(c.registration -> 'accounts' ? {user}, false))"""
