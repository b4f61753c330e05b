-- Access tokens that are good no longer, until they would have expired.
create table revoked_tokens (
    token_id text primary key,
    user_id text not null,
    until timestamptz not null
);
create index revoked_tokens_by_end on revoked_tokens (until);

create table announcements (
    id text primary key,
    contest_id text not null references contests (id) on delete cascade,
    -- the problem it is about, by its id in the contest; empty: none
    problem_id text not null default '',
    text text not null,
    created_by text not null references users (id),
    created_at timestamptz not null default now()
);
create index announcements_by_contest on announcements (contest_id, created_at);
