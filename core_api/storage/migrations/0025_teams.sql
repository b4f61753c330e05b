-- A team takes part in a contest, not a user. A team of one (`individual`) has its user's id and is called as its user is.
create table teams (
    id text primary key,
    individual boolean not null default false,
    name text,
    -- of realtime.security.names.skeleton
    name_key text,
    organization text not null default '',
    -- ISO 3166-1 alpha-2
    country text not null default '',
    groups text[] not null default '{}',
    captain_id text references users (id),
    -- the list that an imported team comes from, and its id there; empty: somebody made it here
    source text not null default '',
    source_id text not null default '',
    -- names the picture's content; null: it has none
    picture text,
    version integer not null default 1,
    created_at timestamptz not null default now(),
    dissolved_at timestamptz,
    constraint teams_of_one_have_no_name check (individual = (name is null) and individual = (name_key is null)),
    constraint teams_of_one_are_their_user check (not individual or captain_id = id)
);
-- Teams that people made have names of their own; lists of different contests may have the same ones.
create unique index teams_name_key on teams (name_key) where source = '' and dissolved_at is null;
create unique index teams_source on teams (source, source_id) where source <> '';
create index teams_by_name on teams (name_key, id) where not individual and dissolved_at is null;

create table team_members (
    team_id text not null references teams (id) on delete cascade,
    user_id text not null references users (id),
    joined_at timestamptz not null default now(),
    primary key (team_id, user_id)
);
create index team_members_by_user on team_members (user_id);

insert into teams (id, individual, captain_id) select distinct user_id, true, user_id from registrations where user_id is not null;
insert into team_members (team_id, user_id) select id, id from teams;

-- A registration is of a team: `user_id` is who registered it, null where the jury or an import did.
alter table registrations drop constraint registrations_contest_id_user_id_key;
alter table registrations
    add column state text not null default 'approved' check (state in ('pending', 'approved', 'rejected', 'withdrawn')),
    -- what the jury says to its decision
    add column reason text not null default '',
    add column name_key text,
    add column version integer not null default 1,
    add column decided_by text references users (id),
    add column decided_at timestamptz;

-- Who takes part in a contest, and with which team: a copy made at the registration, and kept from the contest's start on.
-- Nobody takes part twice.
create table registration_members (
    contest_id text not null,
    user_id text not null references users (id),
    team_id text not null,
    primary key (contest_id, user_id),
    foreign key (contest_id, team_id) references registrations (contest_id, team_id) on delete cascade
);
create index registration_members_by_team on registration_members (contest_id, team_id);
create index registration_members_by_user on registration_members (user_id, contest_id);
insert into registration_members (contest_id, user_id, team_id)
    select contest_id, user_id, team_id from registrations where user_id is not null;

-- For which team it was sent; `user_id` is who sent it. Outside a contest: the user's own.
alter table submissions add column team_id text;
update submissions set team_id = user_id;
alter table submissions alter column team_id set not null;
create index submissions_by_team on submissions (contest_id, team_id, id desc);
