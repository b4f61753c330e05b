-- News to browsers whose page is closed (Web Push). A subscription ends with the session that made it.
create table push_subscriptions (
    -- a keyed hash of the endpoint: who subscribes again in the same browser has one
    id text primary key,
    user_id text not null references users (id),
    session_id text not null references sessions (id) on delete cascade,
    -- the push service's host
    service text not null,
    language text not null,
    -- endpoint and keys: who has them can show that browser anything
    endpoint_sealed bytea not null,
    made_at timestamptz not null default now()
);
create index push_subscriptions_by_user on push_subscriptions (user_id, made_at);
create index push_subscriptions_by_session on push_subscriptions (session_id);

-- What is still to be pushed, and how far that has got.
create table push_news (
    id text primary key,
    contest_id text not null references contests (id) on delete cascade,
    -- null: to all who take part
    team_id text,
    kind text not null,
    words text not null,
    tag text not null,
    -- the last subscription, in their order, that was served
    sent_until text not null default '',
    made_at timestamptz not null default now()
);
