-- Second factor of a login: time-based one-time passwords (RFC 6238).
create table second_factors (
    user_id text primary key references users (id) on delete cascade,
    secret_sealed bytea not null,
    made_at timestamptz not null,
    -- null: being set up, asked for by no login
    confirmed_at timestamptz,
    -- time step of the newest code that was used: none up to it is accepted again
    last_step bigint not null default 0,
    -- wrong codes since a moment
    failures integer not null default 0,
    failures_since timestamptz
);

create table recovery_codes (
    user_id text not null references second_factors (user_id) on delete cascade,
    -- keyed: the codes are short
    hash text not null,
    used_at timestamptz,
    primary key (user_id, hash)
);

-- Logins whose first step is done.
create table login_challenges (
    -- SHA-256; the challenge itself is nowhere
    hash bytea primary key,
    user_id text not null references users (id) on delete cascade,
    methods text[] not null,
    until timestamptz not null,
    tries integer not null default 0
);
create index login_challenges_by_end on login_challenges (until);
create index login_challenges_by_user on login_challenges (user_id);
