-- Where a team sits in a contest: for balloons and prints. No score rests on it, so the contest's log does not have it.
alter table registrations add column location text not null default '';

-- What has solved a problem, for balloons: without the submissions that have not.
create index submissions_by_verdict on submissions (contest_id, verdict, team_id, problem_id, contest_time_ms, id) where state = 'done';
