-- Keys that sign access tokens. A new one is published before it signs; an old one is kept until its last token has expired.
create table signing_keys (
    -- as tokens name it (`kid`)
    id text primary key,
    private_sealed bytea not null,
    signs_from timestamptz not null,
    -- when the next one signs
    signs_until timestamptz
);
