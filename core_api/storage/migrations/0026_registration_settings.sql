-- Who may take part in a contest, and how (core_api.domains.registrations.models.RegistrationSettings).
alter table contests
    add column registration jsonb not null default '{}',
    -- keyed hash of the code that joining needs; null: none was set
    add column registration_code text,
    add column registration_version integer not null default 1;

-- Codes to join a team with: only a hash is kept.
create table team_invitations (
    id text primary key,
    team_id text not null references teams (id) on delete cascade,
    code_hash bytea not null unique,
    uses_left integer not null,
    created_by text not null references users (id),
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
);
create index team_invitations_by_team on team_invitations (team_id, created_at);
