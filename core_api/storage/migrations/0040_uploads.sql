-- Uploads in parts: what is there of a body that is too large for one request. The parts stand in the document store, sealed.
create table uploads (
    id text primary key,
    user_id text not null references users (id),
    purpose text not null,
    bytes bigint not null,
    imported_as text,
    made_at timestamptz not null default now(),
    until timestamptz not null
);
create index uploads_of_user on uploads (user_id);
create index uploads_until on uploads (until);
create table upload_parts (
    upload_id text not null references uploads (id) on delete cascade,
    number integer not null,
    content_tag text not null,
    primary key (upload_id, number)
);
