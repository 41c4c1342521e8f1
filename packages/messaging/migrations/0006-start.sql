-- phase: expand
-- transaction: on
-- door: two-way

-- What a person decides when a service refuses to start. Both take away only where a consumer stands; what its inbox knows
-- stays known, so nothing that had its effect has it again. (./holdfast messages retire, accept-partitions)

-- This consumer is over, or begins anew: from the first record that its topics still have. What is parked and what is to be
-- replayed is named by offsets that mean nothing afterwards: the first refuses this until somebody has handled it or has decided
-- that it has no effect, the second ends. The positions go first: that waits for whoever is at work in a place, and nobody
-- can park anything in it afterwards.
create function holdfast.retire_consumer(name text) returns integer language plpgsql security definer set search_path = pg_catalog as $$
declare
  places integer;
  held bigint;
begin
  delete from holdfast.consumer_position where consumer = name;
  get diagnostics places = row_count;
  select count(*) into held from holdfast.consumer_parked where consumer = name and state <> 'dropped';
  if held > 0 then
    raise exception using errcode = 'object_in_use', message = format(
      'Still parked of %s: %s. Their offsets would mean nothing any more: have them handled where they were read, or drop them.',
      name, held);
  end if;
  delete from holdfast.consumer_parked where consumer = name;
  update holdfast.consumer_replay set state = 'cancelled', updated_at = now() where consumer = name and state = 'asked';
  delete from holdfast.consumer_topic where consumer = name;
  return places;
end $$;

-- Keys have moved to other partitions, and what waits in the old ones may be overtaken.
create function holdfast.accept_partitions(name text, of_topic text) returns boolean language plpgsql security definer set search_path = pg_catalog as $$
begin
  delete from holdfast.consumer_topic where consumer = name and topic = of_topic;
  return found;
end $$;

update holdfast.messaging_schema set version = 6;

do $$
declare
  app text := current_setting('holdfast.app_role');
begin
  revoke execute on function holdfast.retire_consumer(text), holdfast.accept_partitions(text, text) from public;
  execute format('grant execute on function holdfast.retire_consumer(text), holdfast.accept_partitions(text, text) to %I', app);
end $$;
