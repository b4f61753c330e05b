-- Problems by tag.
create index problems_by_tag on problems using gin (tags);
