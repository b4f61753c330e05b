-- Teams with a place in the final result, beside it: whoever shows a place says of how many.
alter table contests add column ranked_teams integer;
update contests c set ranked_teams = (select count(place) from contest_results r where r.contest_id = c.id) where results_kept_at is not null;
