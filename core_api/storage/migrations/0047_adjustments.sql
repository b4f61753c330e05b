-- Minutes of penalty or points that the jury has added to a team's score. One that is taken back is removed.
create table adjustments (
    id text primary key,
    contest_id text not null references contests (id) on delete cascade,
    team_id text not null,
    amount double precision not null,
    reason text not null,
    -- null: an account that is not there any more
    made_by text references users (id),
    made_at timestamptz not null default now()
);
create index adjustments_by_contest on adjustments (contest_id, id);

-- Those of before this table are in the log of each contest, which is no table, and in the audit log, which has all of their fields.
insert into adjustments (id, contest_id, team_id, amount, reason, made_by, made_at)
select a.after ->> 'id', c.id, a.after ->> 'team', (a.after ->> 'amount')::double precision, a.after ->> 'reason', u.id, a.at
from audit a
    join contests c on c.id = split_part(a.object, '/', 1)
    left join users u on u.id = a.actor
where a.kind = 'score' and a.outcome = 'done' and a.action = 'POST /contests/{contest}/adjustments'
    and not exists (
        select from audit taken
        where taken.kind = 'score' and taken.object = a.object and taken.outcome = 'done' and taken.after ->> 'id' = a.after ->> 'id'
            and taken.action = 'DELETE /contests/{contest}/teams/{team}/adjustments/{adjustment}'
    )
on conflict (id) do nothing;
