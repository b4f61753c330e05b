-- Cells that were revealed one by one, and those that were hidden again, in their order.
create table reveals (
    contest_id text not null references contests (id) on delete cascade,
    step integer not null,
    team_id text not null,
    problem_id text not null,
    taken_back boolean not null,
    done_by text not null references users (id),
    done_at timestamptz not null default now(),
    primary key (contest_id, step)
);
