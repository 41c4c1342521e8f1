import type { ServiceName } from './service-settings.ts';

/**
 * The tables of a service: its trees or its notes, how fast the trees shall grow, and a trap for a position that is moved
 * back, which no look from outside would be sure to see.
 */
export function tablesOf(service: ServiceName, app: string): string {
  return `
create table ${service}.tree (tree_id text primary key, grown int not null default 0) with (fillfactor = 50);
create table ${service}.pace (is_open boolean not null, per_second int);
insert into ${service}.pace values (false, null);
create table ${service}.cure (tree_id text not null, number int not null, primary key (tree_id, number));
create table ${service}.note (id bigint generated always as identity, tree_id text not null, number int not null);
grant select, insert, update, delete on all tables in schema ${service} to ${app};
create table ${service}.moved_back (consumer text, topic text, partition int, was bigint, became bigint);
create function ${service}.catch_moved_back() returns trigger language plpgsql security definer set search_path = ${service} as $$
begin
  insert into moved_back values (old.consumer, old.topic, old.partition, old.next_offset, new.next_offset);
  return new;
end $$;
create trigger moved_back after update on holdfast.consumer_position for each row
  when (new.next_offset < old.next_offset) execute function ${service}.catch_moved_back();
`;
}
