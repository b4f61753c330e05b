-- Of the judgement, as submissions.run_time_ms: it becomes that of the submission when the verdict counts.
alter table rejudged add column run_time_ms integer;
