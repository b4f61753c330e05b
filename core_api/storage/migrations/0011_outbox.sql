-- Messages of one key are delivered in their order; keys do not wait for each other. The key is the contest's id.
alter table outbox add column ordering_key text not null default '';
update outbox set ordering_key = case kind
    when 'log' then split_part(target, '.', 2)
    when 'judge' then coalesce(substring(convert_from(payload, 'UTF8') from '"contest":\s*"([^"]*)"'), '')
    else ''
end;
-- Why a message was set aside: trying it again cannot help. Null: it waits.
alter table outbox add column error text;
alter table outbox add column failed_at timestamptz;
