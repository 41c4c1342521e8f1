-- phase: expand
-- transaction: on
-- door: two-way

-- A row is a committed message that the broker has not acknowledged yet: final bytes, so that a relay of any release can
-- send what a service of any other release has written.
create table holdfast.outbox (
  -- Handed out by the last statement before COMMIT. Two messages of one subject are in sequence here, because their
  -- writers have locked the subject before; two messages of different subjects need not be.
  id bigint generated always as identity (cache 1) primary key,
  message_id uuid not null,
  topic text not null,
  key text not null,
  headers jsonb not null,
  payload bytea not null,
  created_at timestamptz not null default now()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

comment on table holdfast.outbox is 'Committed messages on their way to the broker. A row leaves when it is acknowledged.';

-- One row for ever: which process sends. Whoever finds it run out may take it, and counts the epoch up.
create table holdfast.relay_lease (
  single boolean primary key default true check (single),
  owner uuid,
  epoch bigint not null default 0,
  lease_until timestamptz not null default '-infinity'
) with (fillfactor = 50);

insert into holdfast.relay_lease default values;

comment on table holdfast.relay_lease is 'The one relay that may send, until when by this database''s clock.';

do $$
declare
  app text := current_setting('holdfast.app_role');
  relay text := current_setting('holdfast.relay_role');
begin
  -- A service can only add to the end of its outbox: the id is not its to choose. What it has said, it cannot take back.
  execute format('grant insert (message_id, topic, key, headers, payload) on holdfast.outbox to %I', app);
  execute format('grant select, delete on holdfast.outbox to %I', relay);
  execute format('grant select, update on holdfast.relay_lease to %I', relay);
end $$;
