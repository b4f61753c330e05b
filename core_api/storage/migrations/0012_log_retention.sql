-- What practice and rejudgings left in the log is removed once it is noted and old (core_api.workers.log_retention):
-- `marked` is the position of the reader at `marked_at`.
alter table log_position add column marked bigint not null default 0;
alter table log_position add column marked_at timestamptz not null default now();
