-- The list that an account was generated from (a contest's, mostly); empty: somebody registered. Nobody reads mail of a generated account.
alter table users add column source text not null default '';
create index users_by_source on users (source) where source <> '';
