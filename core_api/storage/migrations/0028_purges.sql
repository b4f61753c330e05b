-- When a change was told to the caches: from then on it waits for the edge to be purged, where there is one.
alter table changes add column told_at timestamptz;
