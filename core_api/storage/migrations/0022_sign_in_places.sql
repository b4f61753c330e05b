-- Networks that accounts were signed in to from: a new one is told to the owner by mail.
create table sign_in_places (
    user_id text not null references users (id) on delete cascade,
    -- /24 or /48
    network text not null,
    seen_at timestamptz not null,
    primary key (user_id, network)
);
