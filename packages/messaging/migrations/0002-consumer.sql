-- phase: expand
-- transaction: on
-- door: two-way

-- Where a consumer stands in a partition. The broker's own committed offset is for lag tools; this row is the truth.
create table holdfast.consumer_position (
  consumer text not null,
  topic text not null,
  partition integer not null,
  -- Random for each assignment: whoever claimed last owns the partition, and everybody else is fenced out.
  token uuid not null,
  -- Everything below has had its effect. A record to come may have a higher offset, because offsets have gaps.
  next_offset bigint not null check (next_offset >= 0),
  cluster_id text not null,
  updated_at timestamptz not null default now(),
  primary key (consumer, topic, partition)
) with (fillfactor = 50);

comment on table holdfast.consumer_position is 'Where each consumer stands in each partition, written with the effect itself.';

-- The messages that had their effect. Its day is taken from the message id, never from the arrival, so that a copy that
-- arrives a week later meets the same row.
create table holdfast.consumer_inbox (
  consumer text not null,
  message_id uuid not null,
  day date not null,
  primary key (consumer, message_id, day)
) partition by range (day);

comment on table holdfast.consumer_inbox is 'Which messages each consumer has handled. A message that is in here is a repeat.';

-- The safety net: without it, a message of a day that nobody made a partition for would stop its consumer.
create table holdfast.consumer_inbox_default partition of holdfast.consumer_inbox default;

-- Makes the partitions from yesterday to `ahead_days` days ahead, in UTC. It may run at any time and any number of times.
create function holdfast.make_inbox_partitions(ahead_days integer) returns integer language plpgsql as $$
declare
  today date := (now() at time zone 'utc')::date;
  made integer := 0;
  day_made date;
  name text;
begin
  for day_made in select today + n from generate_series(-1, ahead_days) as n loop
    name := 'consumer_inbox_' || to_char(day_made, 'YYYYMMDD');
    continue when to_regclass('holdfast.' || name) is not null;
    -- Rows of that day may already be in the safety net; nobody may add one while they move.
    lock table holdfast.consumer_inbox_default in access exclusive mode;
    execute format('create table holdfast.%I (like holdfast.consumer_inbox including all)', name);
    execute format(
      'with moved as (delete from holdfast.consumer_inbox_default where day = %L returning *) insert into holdfast.%I select * from moved',
      day_made, name);
    execute format(
      'alter table holdfast.consumer_inbox attach partition holdfast.%I for values from (%L) to (%L)',
      name, day_made, day_made + 1);
    made := made + 1;
  end loop;
  return made;
end $$;

do $$
declare
  app text := current_setting('holdfast.app_role');
begin
  execute format('grant select, insert, update on holdfast.consumer_position to %I', app);
  execute format('grant select, insert on holdfast.consumer_inbox to %I', app);
end $$;
