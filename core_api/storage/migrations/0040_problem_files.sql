-- Files of problems: pictures of statements, attachments, statements as PDF. The content stands in the document store, sealed, under `key`.
create table problem_files (
    problem_id text not null references problems (id) on delete cascade,
    name text not null,
    kind text not null,
    language text not null,
    bytes integer not null,
    key text not null unique,
    content_tag text not null,
    updated_at timestamptz not null default now(),
    primary key (problem_id, name)
);
-- HTML that was made before there were files has lost their names: it is made again when it is read.
update statements set html = null where source like '%](%' or source like '%][%' or source like '%]:%' or source ilike '%<img%';
