-- The audit log: acts that change rights, contests, problems, scores or other people's data, and refused ones. Rows are only added.
create table audit (
    id text primary key,
    at timestamptz not null,
    -- the account; null: nobody was logged in, or a part of the platform acted. No reference: the row outlives the account
    actor text,
    roles text[] not null,
    session text not null,
    -- keyed hashes of the client's address and of its network, for searching; the address itself is sealed
    address_key text not null,
    network_key text not null,
    address_sealed bytea not null,
    request text not null,
    action text not null,
    kind text not null,
    object text not null,
    -- json, not jsonb: the text is kept as it was hashed
    before json not null,
    after json not null,
    outcome text not null check (outcome in ('done', 'refused')),
    reason text not null,
    times integer not null check (times > 0),
    marks text[] not null,
    -- keyed code over all columns before it, by the process that wrote the row
    code bytea not null
);
create index audit_by_actor on audit (actor, id);
create index audit_by_object on audit (kind, object, id);
create index audit_by_action on audit (action, id);
create index audit_by_address on audit (address_key, id);
create index audit_by_network on audit (network_key, id);
create index audit_marked on audit (id) where marks <> '{}';
create index audit_refused on audit (at) where outcome = 'refused';

-- The hash chain, without gaps; a job of the role worker links rows in the order in which it finds them committed.
create table audit_chain (
    sequence bigint primary key check (sequence > 0),
    entry text not null unique references audit,
    hash bytea not null,
    -- keyed code over sequence and hash
    signature bytea not null
);

-- Rows that are not linked yet.
create table audit_waiting (entry text primary key references audit);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete on audit for each row execute function refuse_change();
create trigger append_only before update or delete on audit_chain for each row execute function refuse_change();
create trigger append_only_as_a_whole before truncate on audit for each statement execute function refuse_change();
create trigger append_only_as_a_whole before truncate on audit_chain for each statement execute function refuse_change();

-- Everybody but the owner may read and add rows, no more; the owner alone could remove the triggers.
do $$
declare
    held record;
begin
    for held in
        select distinct c.oid::regclass as name, a.grantee
        from pg_class c, aclexplode(c.relacl) a
        where c.oid in ('audit'::regclass, 'audit_chain'::regclass) and a.grantee <> c.relowner
    loop
        execute format(
            'revoke update, delete, truncate, references, trigger on %s from %s',
            held.name,
            case when held.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(held.grantee)) end
        );
    end loop;
end $$;
