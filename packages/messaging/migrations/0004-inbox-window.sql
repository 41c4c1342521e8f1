-- phase: expand
-- transaction: on
-- door: two-way

-- For how many days a consumer knows a message again. One row for ever: the job that drops old partitions reads it, and so
-- does a consumer when it starts, because topics must not keep records for longer.
create table holdfast.inbox_window (
  single boolean primary key default true check (single),
  keep_days integer not null default 30 check (keep_days > 0)
);

insert into holdfast.inbox_window default values;

comment on table holdfast.inbox_window is 'A copy of a message is known again for so many days. Longer than any topic, backup or parked message lives.';

-- The day of a parked message in the inbox, as its consumer has read it there. A row of a time before this column says nothing
-- of it, and keeps all days.
alter table holdfast.consumer_parked add column day date not null default '-infinity';

-- Drops the partitions of days that are over for longer than the window, in UTC, whole files at a time: nothing is searched
-- and nothing is vacuumed. A day of which a message is still parked stays, and all after it: its copies must be known as long as
-- it waits. It may run at any time and any number of times; whoever is writing into a partition makes it wait for a moment.
create function holdfast.drop_inbox_partitions(keep_days integer default null) returns integer language plpgsql as $$
declare
  window_days integer := coalesce(keep_days, (select w.keep_days from holdfast.inbox_window as w));
  today date := (now() at time zone 'utc')::date;
  oldest_parked date := (select min(day) from holdfast.consumer_parked);
  first_kept date := least(today - window_days, oldest_parked);
  dropped integer := 0;
  name text;
begin
  for name in
    select c.relname from pg_inherits as i join pg_class as c on c.oid = i.inhrelid
     where i.inhparent = 'holdfast.consumer_inbox'::regclass and c.relname ~ '^consumer_inbox_\d{8}$'
       and to_date(right(c.relname, 8), 'YYYYMMDD') < first_kept
     order by c.relname
  loop
    execute format('drop table holdfast.%I', name);
    dropped := dropped + 1;
  end loop;
  -- What came without a partition of its own day, or was foreign and old when it came.
  delete from holdfast.consumer_inbox_default where day < first_kept;
  return dropped;
end $$;

update holdfast.messaging_schema set version = 4;

do $$
begin
  execute format('grant select on holdfast.inbox_window to %I', current_setting('holdfast.app_role'));
end $$;
