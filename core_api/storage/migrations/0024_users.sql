-- Profiles. `country` is ISO 3166-1 alpha-2; `privacy` is core_api.domains.users.models.Privacy, whose defaults hold for what it lacks.
alter table users
    add column version integer not null default 1,
    add column country text not null default '',
    add column organization text not null default '',
    add column about text not null default '',
    add column links text[] not null default '{}',
    add column privacy jsonb not null default '{}',
    -- The person is gone: no address, no profile, another name. What contests need stays under the id.
    add column deleted_at timestamptz;
alter table users
    drop constraint users_have_an_address,
    add constraint users_have_an_address
        check (deleted_at is not null or email is not null or (email_key is not null and email_sealed is not null));

-- Search by names: what they begin with, and how many groups of three characters they share (as pg_trgm does, which may be absent).
create function trigrams(text) returns text[] language sql immutable strict parallel safe as $$
    select coalesce(array_agg(distinct substr(padded, i, 3)), '{}')
    from (select '  ' || replace($1, ' ', '  ') || ' ' as padded) p, generate_series(1, length(padded) - 2) i
$$;
alter table users add column name_trigrams text[] not null generated always as (trigrams(name_key)) stored;
create index users_by_name_trigrams on users using gin (name_trigrams) where deleted_at is null;
create index users_by_name_start on users (name_key text_pattern_ops) where deleted_at is null;

-- A person's history and statistics are read from this index alone.
create index submissions_of_a_person on submissions (user_id, created_at)
    include (contest_id, problem_id, language, state, verdict);

-- When a contest was thawed: until then others see nothing of anybody's submissions in one with a freeze.
alter table contests add column thawed_at timestamptz;
alter table contests add column finalized_at timestamptz;

-- Ratings, and every change of them. A contest is rated once, in the transaction that writes its changes (core_api.domains.ratings).
create table ratings (
    user_id text primary key references users (id) on delete cascade,
    rating integer not null,
    peak integer not null,
    contests integer not null,
    updated_at timestamptz not null default now()
);
create index ratings_by_rating on ratings (rating desc, user_id);
create table rated_contests (
    contest_id text primary key references contests (id) on delete cascade,
    system text not null,
    rated_by text not null references users (id),
    rated_at timestamptz not null default now()
);
create table rating_changes (
    contest_id text not null references rated_contests (contest_id) on delete cascade,
    user_id text not null references users (id) on delete cascade,
    place integer not null,
    before integer not null,
    after integer not null,
    rated_at timestamptz not null default now(),
    primary key (contest_id, user_id)
);
create index rating_changes_by_user on rating_changes (user_id, rated_at desc);

-- By the problems a contest uses: whether a problem is shown is asked for every submission of a history.
create index contests_by_problem on contests using gin ((settings -> 'problems') jsonb_path_ops);
