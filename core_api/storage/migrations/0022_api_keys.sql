-- Keys with which programs use the API in the name of a user.
create table api_keys (
    id text primary key,
    user_id text not null references users (id) on delete cascade,
    name text not null,
    -- SHA-256; the key itself is nowhere
    hash bytea not null,
    scopes text[] not null,
    -- requests that each api process takes
    per_minute integer not null,
    made_at timestamptz not null default now(),
    until timestamptz not null,
    last_used_at timestamptz
);
create index api_keys_by_user on api_keys (user_id, id);
