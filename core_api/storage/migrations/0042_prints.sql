-- What teams have sent to print, in the order of the queue.
create table prints (
    id text primary key,
    contest_id text not null references contests (id) on delete cascade,
    team_id text not null,
    user_id text not null references users (id),
    submission_id text,
    file_name text not null,
    language text,
    source_bytes integer not null,
    -- the source, sealed; null: removed, some time after the contest
    source_sealed bytea,
    contest_time_ms bigint not null,
    created_at timestamptz not null default now(),
    delivered_by text references users (id),
    delivered_at timestamptz
);
create index prints_of_contest on prints (contest_id, id);
create index prints_of_team on prints (contest_id, team_id, id);
create index prints_waiting on prints (contest_id, id) where delivered_at is null;
create index prints_with_source on prints (contest_id) where source_sealed is not null;
