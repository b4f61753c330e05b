-- E-mail addresses are sealed, and found by a keyed hash. 'podium reseal', which has the key, moves those that stand in clear.
alter table users
    add column email_key text unique,
    add column email_sealed bytea,
    alter column email drop not null,
    add constraint users_have_an_address check (email is not null or (email_key is not null and email_sealed is not null));
