-- Statements in LaTeX wait for a judge to make their HTML: `html` is null until then, and empty where `note` says why it cannot be made.
alter table statements add column note text not null default '', add column asked_at timestamptz;
create index statements_to_be_made on statements (asked_at nulls first, updated_at) where format = 'latex' and html is null;
