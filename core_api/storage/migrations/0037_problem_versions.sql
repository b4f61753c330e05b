-- Versions of problems: each has a package of its own, made at an upload or a change of limits, checker or tests. `problems` says which one is the
-- newest, and has its limits for lists. Those of before have one version each.
create table problem_versions (
    problem_id text not null references problems (id) on delete cascade,
    version integer not null,
    -- where the document store has it; null: removed, nothing can be judged with it any more
    package_key text unique,
    time_limit_ms integer not null,
    memory_limit_bytes bigint not null,
    output_limit_bytes bigint not null,
    -- its kind; the checker itself stands in the package, which is sealed
    checker text not null,
    tests integer not null,
    note text not null default '',
    -- against the version before (core_api.domains.problems.version_models.VersionChanges)
    changes jsonb not null default '{}',
    made_by text not null references users (id),
    -- not when its transaction began: contests play what was there at their start
    made_at timestamptz not null default clock_timestamp(),
    primary key (problem_id, version)
);
insert into problem_versions (problem_id, version, package_key, time_limit_ms, memory_limit_bytes, output_limit_bytes, checker, tests, made_by, made_at)
    select p.id, p.version, p.package_key, p.time_limit_ms, p.memory_limit_bytes, p.output_limit_bytes, p.checker ->> 'kind',
        (select count(*) from testcases t where t.problem_id = p.id and t.version = p.version), p.author_id, p.created_at
    from problems p;
alter table problems drop column package_key;

-- A test keeps its id from version to version; name and group of those of before are known to the package only.
alter table testcases add column id text;
update testcases set id = gen_random_uuid()::text;
alter table testcases alter column id set not null;
alter table testcases add column name text;
alter table testcases add column group_name text;
create index testcases_by_id on testcases (id);

-- Which version a contest plays where its jury has said so: else the newest one that was there at its start (core_api/storage/problem_versions.py).
create table contest_problem_versions (
    contest_id text not null references contests (id) on delete cascade,
    problem_id text not null references problems (id) on delete cascade,
    version integer not null,
    pinned_by text not null references users (id),
    pinned_at timestamptz not null default now(),
    primary key (contest_id, problem_id)
);

-- A rejudging that is also a switch: once it is applied, the contest plays this version of this problem.
alter table rejudgings add column problem_id text;
alter table rejudgings add column version integer;
create unique index rejudgings_open_switch on rejudgings (contest_id, problem_id) where state = 'judging' and version is not null;
-- The problem's version that it judges with; null in those of before.
alter table rejudged add column version integer;
-- Sent since the switch was asked for: applying it does not wait for these.
alter table rejudged add column arrived_since boolean not null default false;
-- Whether its verdict went into the contest's log.
alter table rejudged add column counted boolean not null default false;
-- Of its verdict, where the problem has scores.
alter table rejudged add column score double precision;
update rejudged set counted = true from rejudgings where rejudgings.id = rejudging_id and state = 'applied';
create index rejudged_by_submission on rejudged (submission_id) where not counted;
