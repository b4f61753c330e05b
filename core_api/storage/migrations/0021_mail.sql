-- Mails that the platform sends. What a mail says (it may hold the token of a link) and whom it goes to is sealed; the former is deleted once the
-- mail is sent, or a week after it was given up (core_api.workers.mail_sweeper).
create table mails (
    id text primary key,
    user_id text references users (id) on delete cascade,
    -- of a recipient without an account, or of one whose address has just been changed
    address_sealed bytea,
    template text not null,
    -- empty: that of the recipient
    language text not null default '',
    values_sealed bytea,
    state text not null default 'queued' check (state in ('queued', 'sent', 'failed', 'unwanted')),
    tries integer not null default 0,
    error text,
    created_at timestamptz not null default now(),
    changed_at timestamptz not null default now(),
    constraint mails_have_a_recipient check ((user_id is null) <> (address_sealed is null))
);
create index mails_by_user on mails (user_id, id desc);
create index mails_waiting on mails (changed_at) where state = 'queued';
create index mails_failed on mails (id) where state = 'failed';
create index mails_done on mails (changed_at) where state <> 'queued';

-- Which mails somebody wants, and in which language.
create table notification_preferences (
    user_id text primary key references users (id) on delete cascade,
    language text not null,
    -- templates; those about the account's security cannot be turned off
    unwanted text[] not null,
    version integer not null default 1
);
