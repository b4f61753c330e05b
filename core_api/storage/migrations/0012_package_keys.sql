-- Where the document store has a problem's package. Those of before have the key `<problem>/<version>`.
alter table problems add column package_key text;
update problems set package_key = id || '/' || version;
alter table problems alter column package_key set not null;
create unique index problems_package_key on problems (package_key);
-- A custom checker stands in the package, which is sealed.
update problems set checker = checker - 'source';
