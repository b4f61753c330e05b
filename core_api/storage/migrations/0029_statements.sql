-- Statements of a problem, one in each language. `html` is what core_api.markup made of `source`; null: not made yet, it is made when it is read.
create table statements (
    problem_id text not null references problems (id) on delete cascade,
    language text not null,
    format text not null,
    source text not null,
    html text,
    updated_at timestamptz not null default now(),
    primary key (problem_id, language)
);
insert into statements (problem_id, language, format, source) select id, 'en', 'markdown', statement from problems;
alter table problems drop column statement;
