-- Roles are in users.roles; who granted them, and when, is in role_grants (nothing for roles that were granted before, or by a command).
create table role_grants (
    user_id text not null references users (id) on delete cascade,
    role text not null,
    granted_by text not null references users (id),
    granted_at timestamptz not null default now(),
    primary key (user_id, role)
);
create index users_by_role on users using gin (roles);

-- Jury of one contest. The role `jury` is that of all contests.
create table contest_jury (
    contest_id text not null references contests (id) on delete cascade,
    user_id text not null references users (id) on delete cascade,
    granted_by text not null references users (id),
    granted_at timestamptz not null default now(),
    primary key (contest_id, user_id)
);
create index contest_jury_by_user on contest_jury (user_id);

-- Since when an account is disabled. Null: it is not.
alter table users add column disabled_at timestamptz;
-- When roles, jury, name or disabling changed last: access tokens signed before say something else (realtime.security.rights).
alter table users add column rights_changed_at timestamptz;
create index users_by_rights_change on users (rights_changed_at) where rights_changed_at is not null;
