-- Names that look alike are the same name (see realtime.security.names).

alter table users add column name_key text;
update users set name_key = lower(name);
alter table users alter column name_key set not null;
drop index users_name;
create unique index users_name_key on users (name_key);
