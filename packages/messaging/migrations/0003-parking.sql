-- phase: expand
-- transaction: on
-- door: two-way

-- Keys whose messages the broker has refused for good. While a key is marked, none of its rows is sent.
create table holdfast.outbox_parked_key (
  topic text not null,
  key text not null,
  reason text not null,
  since timestamptz not null default now(),
  -- An operator sets it to 'release'; the relay alone performs that.
  state text not null default 'parked' check (state in ('parked', 'release')),
  primary key (topic, key)
);

comment on table holdfast.outbox_parked_key is 'Keys that the relay holds back. Set state to release; never delete a row.';

-- The rows of those keys, in the sequence of their ids.
create table holdfast.outbox_parked (
  id bigint primary key,
  message_id uuid not null,
  topic text not null,
  key text not null,
  headers jsonb not null,
  payload bytea not null,
  created_at timestamptz not null,
  parked_at timestamptz not null default now(),
  -- Dropped by an operator: a record with its message id and without content is sent in its place.
  is_void boolean not null default false,
  foreign key (topic, key) references holdfast.outbox_parked_key (topic, key)
);

create index outbox_parked_by_key on holdfast.outbox_parked (topic, key, id);

comment on table holdfast.outbox_parked is 'Committed messages of parked keys. They leave by being sent, or as void records.';

-- Which database the lease was written in: a restore or a promotion makes it another one, and then nobody sends before a
-- person has said so. Null until the first lease is taken.
alter table holdfast.relay_lease add column database text;

-- A name that a restored or promoted database does not share with the one that it was made from: the server, the timeline
-- of its log, and the database in it. (A snapshot of the disk that is put back shares all three.)
create function holdfast.this_database() returns text language sql volatile as $$
  select format('%s/%s/%s', system_identifier, substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8),
                (select oid from pg_database where datname = current_database()))
    from pg_control_system()
$$;

-- Which topic the offsets belong to, where the broker tells.
alter table holdfast.consumer_position add column topic_id text;

-- What each consumer has found each topic to be like: more partitions move keys, and a consumer that is not declared any
-- more was perhaps renamed.
create table holdfast.consumer_topic (
  consumer text not null,
  topic text not null,
  partitions integer not null,
  since timestamptz not null default now(),
  primary key (consumer, topic)
);

-- A key is parked in a place exactly while it has rows here. They are handled in the sequence of their offsets.
create table holdfast.consumer_parked (
  consumer text not null,
  topic text not null,
  partition integer not null,
  record_offset bigint not null,
  key text not null,
  message_id uuid not null,
  headers jsonb not null,
  payload bytea not null,
  record_at timestamptz not null,
  parked_at timestamptz not null default now(),
  -- None for one that only waits behind another.
  attempts integer not null default 0,
  first_failed_at timestamptz,
  last_failed_at timestamptz,
  error_name text,
  error text,
  -- When it is tried again; infinity for never by itself. Null for one that waits behind another, or is dead.
  next_at timestamptz,
  -- dead: a copy is in the topic of dead letters, and the key waits for a person.
  state text not null default 'waiting' check (state in ('waiting', 'dead', 'dropped')),
  primary key (consumer, topic, partition, record_offset)
);

create index consumer_parked_by_key on holdfast.consumer_parked (consumer, topic, partition, key, record_offset);
-- The first of each key, and no others: a long queue behind one message costs a look for what is due nothing.
create index consumer_parked_due on holdfast.consumer_parked (consumer, topic, partition, next_at)
  where next_at is not null and state <> 'dead';

comment on table holdfast.consumer_parked is 'Messages that failed, and those of the same key behind them. Change state or next_at; never delete a row.';

-- Ranges that an operator wants to be handled again by one consumer. The owner of the place does it.
create table holdfast.consumer_replay (
  id uuid primary key,
  consumer text not null,
  topic text not null,
  partition integer not null,
  from_offset bigint not null,
  to_offset bigint not null check (to_offset >= from_offset),
  next_offset bigint not null,
  again boolean not null,
  per_second integer not null check (per_second > 0),
  actor text not null,
  because text not null,
  asked_at timestamptz not null default now(),
  applied bigint not null default 0,
  repeats bigint not null default 0,
  held bigint not null default 0,
  state text not null default 'asked' check (state in ('asked', 'done', 'cancelled')),
  updated_at timestamptz not null default now()
);

create index consumer_replay_asked on holdfast.consumer_replay (consumer) where state = 'asked';

-- Which of these migrations the tables have seen; code that needs a later one does not start.
create table holdfast.messaging_schema (
  single boolean primary key default true check (single),
  version integer not null
);

insert into holdfast.messaging_schema (version) values (3);

do $$
declare
  app text := current_setting('holdfast.app_role');
  relay text := current_setting('holdfast.relay_role');
begin
  execute format('grant select, insert, update, delete on holdfast.outbox_parked, holdfast.outbox_parked_key to %I', relay);
  execute format('grant select, insert, update, delete on holdfast.consumer_parked to %I', app);
  execute format('grant select, insert, update on holdfast.consumer_replay, holdfast.consumer_topic to %I', app);
  execute format('grant delete on holdfast.consumer_inbox to %I', app);
  execute format('grant select on holdfast.messaging_schema to %I, %I', app, relay);
end $$;
