// `their_outbox` and its indexes are those of nestjs/outbox, as its docs make them: jsonb, and one index for each look.
export const theirTables = `
create table garden.tree (tree_id text primary key, grown integer not null) with (fillfactor = 50);
insert into garden.tree select 'tree-' || n, 0 from generate_series(0, 999) as n;
create table garden.note (tree_id text not null, number integer not null);
create table garden.their_outbox (
  id bigint generated always as identity primary key, message_id uuid not null unique, topic text not null, key text not null,
  headers jsonb not null, payload jsonb not null, attempts integer not null default 0,
  available_at timestamptz not null default now(), lease_owner uuid, lease_until timestamptz);
create index on garden.their_outbox (available_at, id);
create index on garden.their_outbox (key, id);
grant select, insert, update, delete on all tables in schema garden to APP;
`;
