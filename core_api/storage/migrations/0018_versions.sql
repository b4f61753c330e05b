-- Grows with each change of the row: an update names the version that it was made for (core_api.storage.versions).
alter table contests add column version integer not null default 1;
-- problems.version is that of the tests
alter table problems add column revision integer not null default 1;
