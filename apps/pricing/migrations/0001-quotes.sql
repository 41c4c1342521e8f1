-- phase: expand
-- transaction: on
-- door: two-way
create table quotes (
  order_id uuid primary key,
  price_list text not null,
  quoted_at timestamptz not null,
  outcome text not null,
  currency text,
  net bigint,
  tax bigint,
  reason text,
  articles text[],
  constraint priced_has_totals check (
    outcome <> 'priced' or (num_nonnulls(currency, net, tax) = 3 and num_nonnulls(reason, articles) = 0)
  ),
  constraint refused_has_a_reason check (
    outcome <> 'refused' or (num_nonnulls(currency, net, tax) = 0 and num_nonnulls(reason, articles) = 2)
  ),
  constraint outcome_is_known check (outcome in ('priced', 'refused')),
  constraint reason_is_known check (reason in ('unknown-article', 'two-currencies'))
);

create table quote_lines (
  order_id uuid not null references quotes,
  number integer not null,
  article text not null,
  quantity integer not null,
  unit_price bigint not null,
  net bigint not null,
  primary key (order_id, number),
  constraint net_is_unit_price_times_quantity check (net = unit_price * quantity)
);
