-- What committed transactions have changed and the worker has not told yet: see core_api/storage/changes.py.
create table changes (
    id bigint generated always as identity primary key,
    tags text[] not null,
    changed_at timestamptz not null default now()
);
