-- Contest settings and teams under the names they have everywhere: settings, pauses, run_all_tests, virtual_participation.

alter table contests rename column frame to settings;
update contests set settings = (settings - 'removed' - 'full')
    || jsonb_build_object(
        'pauses', coalesce(settings -> 'removed', '[]'),
        'run_all_tests', coalesce(settings -> 'full', 'false')
    );
update registrations set joined = (joined - 'virtual') || jsonb_build_object('virtual_participation', joined -> 'virtual')
    where joined ? 'virtual';
