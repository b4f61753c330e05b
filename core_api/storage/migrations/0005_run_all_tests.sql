-- JudgeTask.full is called run_all_tests. Tasks are JSON as bytes: kept with a submission or a re-judging, or about to leave.
update submissions set task = convert_to(((convert_from(task, 'UTF8')::jsonb - 'full') || '{"run_all_tests": true}')::text, 'UTF8')
    where convert_from(task, 'UTF8')::jsonb -> 'full' = 'true';
update rejudged set task = convert_to(((convert_from(task, 'UTF8')::jsonb - 'full') || '{"run_all_tests": true}')::text, 'UTF8')
    where convert_from(task, 'UTF8')::jsonb -> 'full' = 'true';
update outbox set payload = convert_to(((convert_from(payload, 'UTF8')::jsonb - 'full') || '{"run_all_tests": true}')::text, 'UTF8')
    where kind = 'judge' and convert_from(payload, 'UTF8')::jsonb -> 'full' = 'true';
