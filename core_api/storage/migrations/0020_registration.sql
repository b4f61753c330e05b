-- Registrations that wait for the link in a mail. An address that has an account gets a row too, whose link nobody has: what is answered, what
-- is written and for how long the name is taken is the same for both.
create table signups (
    -- of the account that comes of it
    id text primary key,
    token_hash bytea not null unique,
    email_key text not null,
    email_sealed bytea not null,
    -- the address has an account already
    known boolean not null,
    name text not null,
    name_key text not null,
    password_hash text not null,
    language text not null,
    made_at timestamptz not null,
    -- when the link expires
    until timestamptz not null,
    -- mails that were sent for it
    mails integer not null default 1,
    confirmed_at timestamptz
);
create index signups_by_email on signups (email_key, made_at);
create index signups_by_name on signups (name_key);
create index signups_by_age on signups (made_at);

-- E-mail addresses that accounts are to have. Both mailboxes confirm.
create table address_changes (
    id text primary key,
    user_id text not null references users (id) on delete cascade,
    email_key text not null,
    email_sealed bytea not null,
    old_confirmed_at timestamptz,
    new_confirmed_at timestamptz
);

-- Links that were mailed to accounts: the token's SHA-256, used once.
create table account_links (
    token_hash bytea primary key,
    user_id text not null references users (id) on delete cascade,
    purpose text not null check (purpose in ('reset password', 'old address', 'new address')),
    change_id text references address_changes (id) on delete set null,
    made_at timestamptz not null,
    until timestamptz not null,
    used_at timestamptz
);
create index account_links_by_user on account_links (user_id, made_at);
