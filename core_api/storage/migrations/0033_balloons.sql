-- Balloons that were brought to teams. Which ones are due follows from submissions (core_api.domains.balloons).
create table balloon_deliveries (
    contest_id text not null references contests (id) on delete cascade,
    team_id text not null,
    problem_id text not null,
    -- of the solve that it was brought for: a balloon that no longer counts keeps its place, and stays behind a freeze
    contest_time_ms bigint not null,
    delivered_by text not null references users (id),
    delivered_at timestamptz not null default now(),
    primary key (contest_id, team_id, problem_id)
);
