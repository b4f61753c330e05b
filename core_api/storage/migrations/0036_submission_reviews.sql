-- Which submissions somebody of the jury has looked at.
create table submission_reviews (
    submission_id text primary key references submissions (id) on delete cascade,
    reviewed_by text not null references users (id),
    reviewed_at timestamptz not null default now()
);
