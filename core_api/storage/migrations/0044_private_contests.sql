alter table contests
    -- who may see it (ContestSettings.visibility): a column, because lists and other domains ask for it
    add column private boolean not null generated always as (coalesce(settings ->> 'visibility', 'public') = 'private') stored,
    -- from when on the public sees no new verdicts, by the wall clock, pauses included (core_api.domains.contests.store.span)
    add column freezes_at timestamptz;
create index contests_private on contests (id) where private;

-- Pauses follow one another: one counts if the freeze is not reached in contest time when it begins.
update contests c set freezes_at = c.starts_at + (
    (c.settings ->> 'freeze')::bigint + (
        select coalesce(sum(paused.length) filter (where paused.begins - paused.before < (c.settings ->> 'freeze')::bigint), 0)
        from (
            select (pause ->> 0)::bigint as begins, (pause ->> 1)::bigint - (pause ->> 0)::bigint as length,
                coalesce(sum((pause ->> 1)::bigint - (pause ->> 0)::bigint)
                    over (order by number rows between unbounded preceding and 1 preceding), 0) as before
            from jsonb_array_elements(coalesce(c.settings -> 'pauses', '[]')) with ordinality as pauses (pause, number)
        ) paused
    )
) / coalesce((c.settings #>> '{playback,rate}')::float8, 1) * interval '1 millisecond'
where c.starts_at is not null and c.settings ->> 'freeze' is not null;

-- Who may see a private contest without taking part: invited by its jury, or with the contest's code.
create table contest_guests (
    contest_id text not null references contests (id) on delete cascade,
    user_id text not null references users (id) on delete cascade,
    -- null: with the code
    invited_by text references users (id),
    since timestamptz not null default now(),
    primary key (contest_id, user_id)
);
create index contest_guests_by_user on contest_guests (user_id, contest_id);
