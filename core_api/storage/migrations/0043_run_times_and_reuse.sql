-- What an accepted program takes, against those of others of the same version of a problem (core_api.domains.submissions.run_times).
alter table submissions add column problem_version integer;
-- Of the verdict that counts: CPU of the slowest test on the machine that limits are meant for; null: not known.
alter table submissions add column run_time_ms integer;
-- Practice: a keyed digest of problem, package, language and source, by which an identical program is found (core_api.domains.submissions.reuse).
alter table submissions add column source_key text;
-- Its verdict is that of an earlier submission; which one, where that is of the same person.
alter table submissions add column reused boolean not null default false;
alter table submissions add column reused_from text;
create index submissions_run_times on submissions (problem_id, problem_version, language, id desc) include (run_time_ms, team_id, contest_id)
    where verdict = 'AC' and state = 'done' and run_time_ms is not null and not reused;
create index submissions_by_source on submissions (source_key, id) where source_key is not null and not reused;
