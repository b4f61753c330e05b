-- Whether a verdict solves a problem under the settings of the contest that it is in (null: in none). The same as
-- realtime.protocol.contest_settings.ContestSettings.meanings; a test compares them.
create function solves(settings jsonb, verdict text) returns boolean language sql immutable parallel safe as $$
    select case
        when verdict is null then false
        when settings is null or coalesce(settings -> 'judgement_types', '{}') = '{}' then verdict = 'AC'
        else coalesce((settings -> 'judgement_types' -> verdict ->> 'solved')::boolean, false)
    end
$$;

-- Who likes which problem, and how many do: kept beside the problem, because every list of problems shows it.
create table problem_likes (
    problem_id text not null references problems (id) on delete cascade,
    user_id text not null references users (id) on delete cascade,
    liked_at timestamptz not null default now(),
    primary key (user_id, problem_id)
);
create index problem_likes_by_problem on problem_likes (problem_id);
alter table problems add column likes integer not null default 0;

create function count_likes() returns trigger language plpgsql as $$
begin
    -- in one order, so that two who change likes of several problems cannot wait for each other
    perform from problems where id in (select problem_id from changed) order by id for no key update;
    update problems p set likes = likes + case tg_op when 'INSERT' then n else -n end
        from (select problem_id, count(*) as n from changed group by problem_id) c where p.id = c.problem_id;
    return null;
end $$;
create trigger likes_added after insert on problem_likes
    referencing new table as changed for each statement execute function count_likes();
create trigger likes_removed after delete on problem_likes
    referencing old table as changed for each statement execute function count_likes();

-- Judged submissions of a person to a problem, and how many of them solve it, by the verdicts of now: without deleted ones and errors of the
-- system (JE). All of it follows from `submissions`; triggers keep it, whoever writes there.
create table problem_marks (
    user_id text not null references users (id),
    problem_id text not null references problems (id) on delete cascade,
    judged integer not null,
    solving integer not null,
    primary key (user_id, problem_id)
);
create index problem_marks_of_solvers on problem_marks (problem_id, user_id) where solving > 0;

create function add_mark(s submissions, sign integer) returns void language sql as $$
    insert into problem_marks as m (user_id, problem_id, judged, solving)
    select (s).user_id, (s).problem_id, sign,
        case when solves((select settings from contests where id = (s).contest_id), (s).verdict) then sign else 0 end
    where (s).verdict <> 'JE' and (s).state <> 'deleted'
    on conflict (user_id, problem_id) do update set judged = m.judged + excluded.judged, solving = m.solving + excluded.solving
$$;
create function count_marks() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        perform add_mark(old, -1);
    end if;
    if tg_op <> 'DELETE' then
        perform add_mark(new, 1);
    end if;
    return null;
end $$;
-- A submission that is accepted has no verdict yet: the conditions keep its insertion free of them.
create trigger marks_added after insert on submissions for each row when (new.verdict is not null) execute function count_marks();
create trigger marks_changed after update on submissions for each row
    when (old.verdict is distinct from new.verdict or old.state is distinct from new.state) execute function count_marks();
create trigger marks_removed after delete on submissions for each row when (old.verdict is not null) execute function count_marks();

insert into problem_marks (user_id, problem_id, judged, solving)
    select s.user_id, s.problem_id, count(*), count(*) filter (where solves(c.settings, s.verdict))
    from submissions s left join contests c on c.id = s.contest_id
    where s.verdict <> 'JE' and s.state <> 'deleted' group by s.user_id, s.problem_id;
