-- Full-text search: what of a statement is searched, and what the search index has to write anew (core_api/storage/search).

-- Text of clean HTML, in which every < and & of the text itself is an entity. The first 20,000 characters: the words of a long statement are
-- in them, and a tsvector of more than 1 MB would be an error.
create function searchable_text(html text) returns text language sql immutable strict parallel safe as $$
    select left(btrim(regexp_replace(
        replace(replace(replace(replace(replace(
            regexp_replace(left($1, 200000), '<[^>]*>', ' ', 'g'),
            '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&#x27;', ''''), '&amp;', '&'),
        '\s+', ' ', 'g')), 20000)
$$;
alter table statements
    add column searchable text not null generated always as (searchable_text(coalesce(html, source))) stored,
    -- Where the search server does not answer, PostgreSQL does. The configuration `simple` knows no language: statements have many.
    add column words tsvector not null
        generated always as (to_tsvector('pg_catalog.simple', searchable_text(coalesce(html, source)))) stored;
create function problem_words(title text, tags text[]) returns tsvector language sql immutable strict parallel safe as $$
    select setweight(to_tsvector('pg_catalog.simple', $1), 'A') || setweight(to_tsvector('pg_catalog.simple', array_to_string($2, ' ')), 'B')
$$;
create index statements_by_words on statements using gin (words);
create index problems_by_words on problems using gin (problem_words(title, tags));

-- Things whose documents are to be written anew or removed, from `due_at` on: when they changed, and when a contest starts that shows them.
create table search_changes (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('problem', 'user')),
    object text not null,
    due_at timestamptz not null default now()
);
create index search_changes_by_due on search_changes (due_at);

-- Triggers and not the program, because whatever writes the rows (requests, commands, a repair by hand), the index must follow.
create function note_problem_for_search() returns trigger language plpgsql as $$ begin
    insert into search_changes (kind, object) values ('problem', coalesce(new.id, old.id));
    perform pg_notify('search', '');
    return null;
end $$;
create trigger search after insert or delete or update of title, difficulty, tags, published on problems
    for each row execute function note_problem_for_search();

create function note_statement_for_search() returns trigger language plpgsql as $$ begin
    insert into search_changes (kind, object) values ('problem', coalesce(new.problem_id, old.problem_id));
    perform pg_notify('search', '');
    return null;
end $$;
create trigger search after insert or delete or update of source, html on statements
    for each row execute function note_statement_for_search();

-- A contest decides from when on its problems are seen: those that it had, and those that it has.
create function note_contest_for_search() returns trigger language plpgsql as $$ begin
    if tg_op = 'UPDATE' and old.starts_at is not distinct from new.starts_at
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
create trigger search after insert or delete or update of starts_at, settings on contests
    for each row execute function note_contest_for_search();

create function note_user_for_search() returns trigger language plpgsql as $$ begin
    insert into search_changes (kind, object) values ('user', coalesce(new.id, old.id));
    perform pg_notify('search', '');
    return null;
end $$;
create trigger search after insert or delete or update of name, name_key, privacy, disabled_at, deleted_at on users
    for each row execute function note_user_for_search();

insert into search_changes (kind, object, due_at)
    select distinct 'problem', problem ->> 'id', c.starts_at
    from contests c, jsonb_array_elements(coalesce(c.settings -> 'problems', '[]')) problem
    where c.starts_at >= now();
