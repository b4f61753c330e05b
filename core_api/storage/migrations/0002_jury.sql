-- the team as the log has it (realtime.events.TeamJoined); and when a late starter began
alter table registrations add column joined jsonb;
alter table registrations add column virtual_at timestamptz;

create table rejudgings (
    id text primary key,
    contest_id text not null references contests (id) on delete cascade,
    reason text not null,
    state text not null default 'judging',
    created_by text not null references users (id),
    created_at timestamptz not null default now(),
    finished_at timestamptz
);
create index rejudgings_by_contest on rejudgings (contest_id, created_at desc);

-- What a rejudging found out; nothing of it counts before it is applied.
create table rejudged (
    judgement_id text primary key,
    rejudging_id text not null references rejudgings (id) on delete cascade,
    submission_id text not null references submissions (id) on delete cascade,
    old_verdict text,
    -- the request to judge it (realtime.queues.JudgeTask), to be sent again when it got lost
    task bytea not null,
    verdict text,
    -- contest time of the judgement
    time_ms bigint,
    created_at timestamptz not null default now()
);
create index rejudged_by_rejudging on rejudged (rejudging_id, submission_id);
create index rejudged_waiting on rejudged (created_at) where verdict is null;
