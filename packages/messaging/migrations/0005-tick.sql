-- phase: expand
-- transaction: on
-- door: two-way

-- The outbox of the tick relay: rows are only ever added, and go by TRUNCATE, a third of the table at a time. Which of the
-- two outboxes a service writes, `createOutbox` says.

-- Which third is written now. It moves on in the transaction that has emptied the next one.
create table holdfast.outbox_rotation (
  single boolean primary key default true check (single),
  slot smallint not null default 0 check (slot between 0 and 2),
  since timestamptz not null default clock_timestamp()
) with (fillfactor = 50);

insert into holdfast.outbox_rotation default values;

create function holdfast.outbox_slot() returns smallint language plpgsql stable as $$
begin
  return (select slot from holdfast.outbox_rotation);
end $$;

create table holdfast.outbox_event (
  -- The transaction that has written the row, so that whether a stored snapshot sees it is arithmetic.
  xid xid8 not null default pg_current_xact_id(),
  -- One sequence with the other outbox: within one subject the ids of both together tell the sequence.
  id bigint not null default nextval('holdfast.outbox_id_seq'),
  slot smallint not null default holdfast.outbox_slot(),
  message_id uuid not null,
  topic text not null,
  key text not null,
  headers jsonb not null,
  payload bytea not null,
  created_at timestamptz not null default now()
) partition by list (slot);

comment on table holdfast.outbox_event is 'Committed messages, in three thirds. What outbox_cursor has passed is sent.';

-- Nobody updates or deletes in here, and a third is emptied before a vacuum would be of use.
create table holdfast.outbox_event_0 partition of holdfast.outbox_event for values in (0) with (autovacuum_vacuum_insert_threshold = -1);
create table holdfast.outbox_event_1 partition of holdfast.outbox_event for values in (1) with (autovacuum_vacuum_insert_threshold = -1);
create table holdfast.outbox_event_2 partition of holdfast.outbox_event for values in (2) with (autovacuum_vacuum_insert_threshold = -1);

-- By transaction: what is new since a snapshot, and what a late transaction has left. By id: where to go on in a large batch.
create index outbox_event_by_xid on holdfast.outbox_event (xid, id);
create index outbox_event_by_id on holdfast.outbox_event (id);

-- A batch is what one tick sees and the tick before it does not: the same rows whoever asks, and whenever.
create table holdfast.outbox_tick (
  n bigint primary key,
  snapshot pg_snapshot not null,
  -- The lowest and the highest id among the rows of transactions that began after the tick before; null when there are only
  -- late ones.
  first_id bigint,
  last_id bigint,
  at timestamptz not null default clock_timestamp()
);

comment on table holdfast.outbox_tick is 'What was committed at each look. Never delete one that outbox_cursor has not passed.';

-- The tick that sees no row at all.
insert into holdfast.outbox_tick (n, snapshot) values (0, '3:3:');

-- How far the relay is: every batch up to `tick` is sent, and of the next one the rows up to `row_id`.
create table holdfast.outbox_cursor (
  single boolean primary key default true check (single),
  tick bigint not null default 0,
  row_id bigint not null default 0
) with (fillfactor = 50);

insert into holdfast.outbox_cursor default values;

comment on table holdfast.outbox_cursor is 'Every batch up to this tick is sent, and of the next one the rows up to this id.';

-- When the oldest row that is not passed was written; null when there is none. A handful of looks into the indexes.
create function holdfast.oldest_outbox_event() returns timestamptz language sql stable as $$
  with place as materialized (
    select c.row_id, p.snapshot as before, q.snapshot as open, coalesce(q.snapshot, p.snapshot) as last,
           greatest(c.row_id, q.first_id - 1) as open_from, q.last_id as open_to
      from holdfast.outbox_cursor as c
      join holdfast.outbox_tick as p on p.n = c.tick
      left join holdfast.outbox_tick as q on q.n = c.tick + 1
  )
  select min(created_at) from (
    (select e.created_at from place, lateral (
       select created_at from holdfast.outbox_event
        where id > open_from and id <= open_to and xid >= pg_snapshot_xmax(before) and pg_visible_in_snapshot(xid, open)
        order by id limit 1) as e)
    union all
    (select e.created_at from place, pg_snapshot_xip(before) as late, lateral (
       select created_at from holdfast.outbox_event
        where (xid, id) > (late, row_id) and (xid, id) <= (late, 9223372036854775807)
          and pg_visible_in_snapshot(late, open)
        order by xid, id limit 1) as e)
    union all
    (select e.created_at from place, lateral (
       select created_at from holdfast.outbox_event
        where xid >= pg_snapshot_xmax(last) order by xid, id limit 1) as e)
    union all
    (select e.created_at from place, pg_snapshot_xip(last) as late, lateral (
       select created_at from holdfast.outbox_event
        where (xid, id) > (late, 0) and (xid, id) <= (late, 9223372036854775807)
        order by xid, id limit 1) as e)
  ) as waiting
$$;

-- After a dump was restored, the transactions in the rows and ticks are another server's, and mean nothing in this one. What
-- may be unsent is written anew, under its ids and message ids, so that it stands where it stood also beside what waits in
-- the other outbox; everything else of before goes. What is parked waits for a person, and not in here. A number that this
-- server has reached may be that of a row which was written in it since, so that an old tick's word on it counts for nothing:
-- such rows are sent again, which the inbox makes harmless.
create function holdfast.rebase_outbox_events() returns bigint language plpgsql security definer set search_path = pg_catalog as $$
declare
  kept bigint;
begin
  lock table holdfast.outbox_event in access exclusive mode;
  with before as (delete from holdfast.outbox_event returning *)
  insert into holdfast.outbox_event (id, message_id, topic, key, headers, payload, created_at)
    select e.id, e.message_id, e.topic, e.key, e.headers, e.payload, e.created_at
      from before as e
     cross join holdfast.outbox_cursor as c
      left join holdfast.outbox_tick as p on p.n = c.tick
      left join holdfast.outbox_tick as q on q.n = c.tick + 1
     where (e.xid < pg_snapshot_xmax(pg_current_snapshot())
            or not coalesce(pg_visible_in_snapshot(e.xid, p.snapshot), false)
           and not (coalesce(pg_visible_in_snapshot(e.xid, q.snapshot), false) and e.id <= c.row_id))
       and not exists (select from holdfast.outbox_parked as o where o.id = e.id and o.message_id = e.message_id);
  get diagnostics kept = row_count;
  delete from holdfast.outbox_tick;
  insert into holdfast.outbox_tick (n, snapshot) values (0, '3:3:');
  update holdfast.outbox_cursor set tick = 0, row_id = 0;
  return kept;
end $$;

update holdfast.messaging_schema set version = 5;

do $$
declare
  app text := current_setting('holdfast.app_role');
  relay text := current_setting('holdfast.relay_role');
begin
  -- Neither its id nor its transaction nor its third is a service's to choose.
  execute format('grant insert (message_id, topic, key, headers, payload) on holdfast.outbox_event to %I', app);
  execute format('grant usage on sequence holdfast.outbox_id_seq to %I', app);
  execute format('grant select on holdfast.outbox_rotation to %I', app);
  -- The relay adds only what it takes over from the other outbox, under the ids that it had there.
  execute format('grant insert (id, message_id, topic, key, headers, payload, created_at) on holdfast.outbox_event to %I', relay);
  execute format('grant select on holdfast.outbox_event to %I', relay);
  execute format('grant select, truncate on holdfast.outbox_event_0, holdfast.outbox_event_1, holdfast.outbox_event_2 to %I', relay);
  execute format('grant select, insert, delete on holdfast.outbox_tick to %I', relay);
  execute format('grant select, update on holdfast.outbox_cursor, holdfast.outbox_rotation to %I', relay);
  revoke execute on function holdfast.rebase_outbox_events() from public;
  execute format('grant execute on function holdfast.rebase_outbox_events() to %I', relay);
end $$;
