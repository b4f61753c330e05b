-- Accounts at OpenID Connect providers that users log in with. A person is (issuer, subject): addresses change hands, and are not compared.
create table identities (
    issuer text not null,
    subject text not null,
    user_id text not null references users (id) on delete cascade,
    -- name of the provider in the settings
    provider text not null,
    made_at timestamptz not null default now(),
    primary key (issuer, subject),
    unique (user_id, issuer)
);

-- Logins on their way through a provider. Each is used once.
create table oidc_flows (
    -- SHA-256 of the state, and of the secret by which the browser that began is known again
    state_hash bytea primary key,
    secret_hash bytea not null,
    provider text not null,
    -- who links an account; null: a login
    user_id text references users (id) on delete cascade,
    until timestamptz not null
);
create index oidc_flows_by_end on oidc_flows (until);
