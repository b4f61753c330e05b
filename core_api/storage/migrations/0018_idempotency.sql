-- What was done under an idempotency key of a user, and how it was answered; written in the transaction of what was done. After a day a key
-- may be used again, and core_api.workers.key_sweeper deletes it.
create table idempotency_keys (
    user_id text not null,
    key text not null,
    -- keyed hash of method, path, query and body
    fingerprint text not null,
    -- status, headers and body, sealed; null: the answer was not known in the transaction, and was not added to it behind it
    answer bytea,
    created_at timestamptz not null default now(),
    primary key (user_id, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);
