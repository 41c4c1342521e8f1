-- phase: expand
-- transaction: on
-- door: two-way
create table orders (
  id uuid primary key,
  customer_name text not null,
  customer_email text not null,
  customer_address text not null,
  card_token text not null,
  placed_by text not null,
  placed_at timestamptz not null,
  state text not null,
  since timestamptz not null,
  reason text,
  constraint state_is_known check (state in ('placed', 'priced', 'cancelled')),
  constraint cancelled_has_a_reason check ((state = 'cancelled') = (reason is not null))
);

create table order_lines (
  order_id uuid not null references orders,
  number integer not null,
  article text not null,
  quantity integer not null,
  primary key (order_id, number),
  constraint number_is_in_range check (number between 1 and 100),
  constraint quantity_is_in_range check (quantity between 1 and 1000)
);

create table order_steps (
  order_id uuid not null references orders,
  number integer not null,
  name text not null,
  service text not null,
  at timestamptz not null,
  primary key (order_id, number),
  constraint step_is_done_once unique (order_id, name)
);

-- What was heard although it cannot be true. A row here is for a person to look at.
create table impossible_facts (
  id bigint generated always as identity primary key,
  order_id uuid not null references orders,
  state text not null,
  fact text not null,
  at timestamptz not null
);
