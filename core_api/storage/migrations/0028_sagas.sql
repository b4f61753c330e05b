-- Work over several stores that has begun and is neither completed nor undone: see core_api/storage/saga.py.
create table sagas (
    id text primary key,
    kind text not null,
    -- what its undoing has to know
    subject text not null,
    -- when the worker takes it for cut off
    until timestamptz not null
);
create index sagas_by_until on sagas (until);
