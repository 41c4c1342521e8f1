-- phase: expand
-- transaction: on
-- door: two-way

-- What a person decides when a service refuses to start. Both take away only where a consumer stands; what its inbox knows
-- stays known, so nothing that had its effect has it again.

-- This consumer is over, or begins anew: from the first record that its topics still have.
create function holdfast.retire_consumer(name text) returns integer language plpgsql security definer set search_path = pg_catalog as $$
declare
  places integer;
begin
  delete from holdfast.consumer_position where consumer = name;
  get diagnostics places = row_count;
  delete from holdfast.consumer_topic where consumer = name;
  return places;
end $$;

-- Keys have moved to other partitions, and what waits in the old ones may be overtaken.
create function holdfast.accept_partitions(name text, of_topic text) returns void language sql security definer set search_path = pg_catalog as $$
  delete from holdfast.consumer_topic where consumer = name and topic = of_topic
$$;

update holdfast.messaging_schema set version = 6;

do $$
declare
  app text := current_setting('holdfast.app_role');
begin
  revoke execute on function holdfast.retire_consumer(text), holdfast.accept_partitions(text, text) from public;
  execute format('grant execute on function holdfast.retire_consumer(text), holdfast.accept_partitions(text, text) to %I', app);
end $$;
