-- A problem is a draft until its author publishes it. Those of before could be read by everybody and stay so: people have links to them, and
-- have submitted to them. What a contest that has not started uses stays hidden by the contest, published or not.
alter table problems add column published boolean not null default false;
update problems set published = true;
