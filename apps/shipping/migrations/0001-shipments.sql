-- phase: expand
-- transaction: on
-- door: two-way
create table shipments (
  order_id uuid primary key,
  wanted_at timestamptz not null default now(),
  state text not null,
  since timestamptz not null default now(),
  tracking_number text,
  constraint state_is_known check (state in ('wanted', 'dispatched', 'abandoned')),
  constraint dispatched_has_its_number check ((state = 'dispatched') = (tracking_number is not null)),
  constraint number_is_of_one_shipment unique (tracking_number)
);

create table shipment_lines (
  order_id uuid not null references shipments,
  number integer not null,
  article text not null,
  quantity integer not null,
  primary key (order_id, number),
  constraint quantity_is_positive check (quantity > 0)
);

do $$
begin
  execute format('revoke delete on shipments, shipment_lines from %I', current_setting('holdfast.app_role'));
end $$;
