-- Ratings follow from the rated contests in the order of their ends: where one comes or goes in the middle, those behind it are computed
-- anew (core_api/domains/ratings/ledger.py). Those of before keep the order in which they were rated.
alter table rated_contests
    alter column rated_by drop not null, -- null: its own setting says that it is rated
    add column ended_at timestamptz;
update rated_contests set ended_at = rated_at;
alter table rated_contests alter column ended_at set not null;
create index rated_contests_in_order on rated_contests (ended_at, contest_id);

alter table rating_changes add column ended_at timestamptz;
update rating_changes c set ended_at = r.ended_at from rated_contests r where r.contest_id = c.contest_id;
alter table rating_changes alter column ended_at set not null;
drop index rating_changes_by_user;
create index rating_changes_by_user on rating_changes (user_id, ended_at desc, contest_id desc) include (after);

-- Final results, kept by a job of the role worker once a contest is final and its freeze lifted (core_api/workers/result_keeper.py).
alter table contests add column results_kept_at timestamptz;
create index contests_to_keep on contests (finalized_at) where finalized_at is not null and results_kept_at is null;
create table contest_results (
    contest_id text not null references contests (id) on delete cascade,
    team_id text not null,
    -- null: unofficial or disqualified
    place integer,
    -- null under rules with points, which have a score
    solved integer,
    score double precision,
    primary key (contest_id, team_id)
);
create index contest_results_of_team on contest_results (team_id, contest_id);
