create table users (
    id text primary key,
    email text not null unique,
    name text not null,
    password_hash text not null,
    roles text[] not null default '{}',
    created_at timestamptz not null default now()
);
create unique index users_name on users (lower(name));

create table problems (
    id text primary key,
    title text not null unique,
    statement text not null,
    author_id text not null references users (id),
    time_limit_ms integer not null,
    memory_limit_bytes bigint not null,
    output_limit_bytes bigint not null,
    difficulty text not null,
    tags text[] not null default '{}',
    checker jsonb not null,
    version integer not null default 1,
    created_at timestamptz not null default now()
);

-- The data of a test case is sealed in the document store under `<problem>/<version>/<ordinal>`.
create table testcases (
    problem_id text not null references problems (id) on delete cascade,
    version integer not null,
    ordinal integer not null,
    sample boolean not null,
    input_sha256 bytea not null,
    input_bytes integer not null,
    answer_bytes integer not null,
    primary key (problem_id, version, ordinal)
);

create table contests (
    id text primary key,
    -- the contest's frame as the log has it (realtime.events.ContestConfigured)
    frame jsonb not null,
    starts_at timestamptz,
    ends_at timestamptz,
    capacity integer,
    imported boolean not null default false,
    created_by text not null references users (id),
    created_at timestamptz not null default now()
);
create index contests_by_start on contests (starts_at desc nulls last, id);

create table registrations (
    contest_id text not null references contests (id) on delete cascade,
    team_id text not null,
    user_id text references users (id),
    joined_at timestamptz not null default now(),
    primary key (contest_id, team_id),
    unique (contest_id, user_id)
);

create table submissions (
    id text primary key,
    contest_id text references contests (id),
    problem_id text not null references problems (id),
    user_id text not null references users (id),
    language text not null,
    source_bytes integer not null,
    contest_time_ms bigint,
    -- the request to judge it (realtime.queues.JudgeTask), to be sent again when it got lost
    task bytea not null,
    queue text not null,
    state text not null default 'queued',
    verdict text,
    judgement_id text,
    judged_at timestamptz,
    idempotency_key text,
    created_at timestamptz not null default now(),
    unique (user_id, idempotency_key)
);
create index submissions_by_user on submissions (user_id, id desc);
create index submissions_by_problem on submissions (problem_id, id desc);
create index submissions_waiting on submissions (created_at) where state = 'queued';
create index submissions_by_contest on submissions (contest_id, id desc);

-- What has to leave this database for other systems, in order; the relay deletes what it has delivered.
create table outbox (
    id bigint generated always as identity primary key,
    kind text not null,
    target text not null,
    message_id text not null,
    payload bytea not null,
    created_at timestamptz not null default now()
);

-- How far the index has read the log.
create table log_position (
    reader text primary key,
    sequence bigint not null
);
