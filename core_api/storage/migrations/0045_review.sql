-- What a contest shows to everybody depends on its visibility, too: a change of that alone was noted for nobody.
create or replace function note_contest_for_search() returns trigger language plpgsql as $$ begin
    if tg_op = 'UPDATE' and old.starts_at is not distinct from new.starts_at and old.private = new.private
        and old.settings -> 'problems' is not distinct from new.settings -> 'problems' then
        return null;
    end if;
    insert into search_changes (kind, object, due_at)
        select distinct 'problem', problem ->> 'id', due
        from (values (old.settings -> 'problems'), (new.settings -> 'problems')) lists (list),
            jsonb_array_elements(coalesce(list, '[]')) problem, unnest(array[now(), new.starts_at]) due
        where due >= now();
    perform pg_notify('search', '');
    return null;
end $$;

-- Once for what was not noted until now. Which contests were private before is not known.
insert into search_changes (kind, object)
    select distinct 'problem', problem ->> 'id' from contests c, jsonb_array_elements(coalesce(c.settings -> 'problems', '[]')) problem;

-- Whether a contest is over is asked for many contests at once, and few of their teams have more time (CONTEST_IS_OVER).
create index registrations_extended on registrations (contest_id) where (joined ->> 'extension')::bigint > 0;
