-- A login begins a session: its access tokens name it, its refresh tokens are one family, of which one is good at a time.
create table sessions (
    id text primary key,
    user_id text not null references users (id),
    -- how the person has shown who they are: password, totp, oidc
    methods text[] not null,
    -- of the last login or refresh: the program, and the network of its address
    agent text not null,
    network text not null,
    made_at timestamptz not null,
    refreshed_at timestamptz not null,
    -- when the newest refresh token expires
    until timestamptz not null,
    ended_at timestamptz,
    end_reason text
);
create index sessions_by_user on sessions (user_id, id);
create index sessions_by_end on sessions (ended_at) where ended_at is not null;

create table refresh_tokens (
    -- SHA-256; the token itself is nowhere
    hash bytea primary key,
    session_id text not null references sessions (id) on delete cascade,
    made_at timestamptz not null,
    until timestamptz not null,
    used_at timestamptz,
    -- together with the token itself it makes the next one, once more for a client that did not get the answer
    salt bytea,
    -- by what that client is known again
    attempt bytea
);
create index refresh_tokens_by_session on refresh_tokens (session_id, made_at);

drop table revoked_tokens;
