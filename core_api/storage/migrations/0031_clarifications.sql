-- Questions of teams to the jury and their answers. An empty question: what the jury told a team by itself.
create table clarifications (
    id text primary key,
    contest_id text not null references contests (id) on delete cascade,
    team_id text not null,
    problem_id text not null default '',
    question text not null,
    asked_by text not null references users (id),
    asked_at timestamptz not null default now(),
    claimed_by text references users (id),
    claimed_at timestamptz,
    answer text not null default '',
    answered_by text references users (id),
    answered_at timestamptz,
    -- of the announcement that says the answer to everybody
    announcement_id text,
    version integer not null default 1
);
create index clarifications_of_contest on clarifications (contest_id, asked_at desc, id desc);
create index clarifications_of_team on clarifications (contest_id, team_id, asked_at desc, id desc);

-- Until when a person has read the clarifications of a contest.
create table clarification_reads (
    contest_id text not null references contests (id) on delete cascade,
    user_id text not null references users (id) on delete cascade,
    read_at timestamptz not null,
    primary key (contest_id, user_id)
);

create table canned_answers (
    id text primary key,
    contest_id text not null references contests (id) on delete cascade,
    text text not null,
    created_by text not null references users (id),
    created_at timestamptz not null default now()
);
create index canned_answers_of_contest on canned_answers (contest_id, created_at, id);
