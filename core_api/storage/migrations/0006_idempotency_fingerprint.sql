-- Of the request that an idempotency key was first used for; null: accepted before keys were bound to requests.
alter table submissions add column idempotency_fingerprint bytea;
