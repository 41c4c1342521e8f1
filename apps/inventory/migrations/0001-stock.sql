-- phase: expand
-- transaction: on
-- door: two-way
create table stock (
  article text primary key,
  initial bigint not null,
  on_hand bigint not null,
  reserved bigint not null default 0,
  committed bigint not null default 0,
  shipped bigint not null default 0,
  constraint no_piece_goes_missing check (on_hand + reserved + committed + shipped = initial),
  constraint nothing_is_negative check (least(on_hand, reserved, committed, shipped) >= 0)
) with (fillfactor = 50);

-- Nothing comes in and nothing is written off, so what an article began with never changes.
create function keep_initial() returns trigger language plpgsql as $$
begin
  raise exception 'The initial stock of % does not change, and its row stays.', old.article
    using errcode = 'check_violation';
end $$;

create trigger initial_is_kept before update on stock for each row
  when (new.initial <> old.initial or new.article <> old.article) execute function keep_initial();
create trigger stock_stays before delete on stock for each row execute function keep_initial();

-- A state 'none' is seen only by the transaction that begins with an order.
create table reservations (
  order_id uuid primary key,
  state text not null,
  reason text,
  articles text[],
  constraint state_is_known check (
    state in ('none', 'reserved', 'refused', 'released', 'committed', 'shipped', 'lost', 'dispatched')
  ),
  constraint refused_has_a_reason check (num_nonnulls(reason, articles) = case when state = 'refused' then 2 else 0 end),
  constraint reason_is_known check (reason in ('unknown-article', 'out-of-stock'))
) with (fillfactor = 80);

create table reservation_lines (
  order_id uuid not null references reservations,
  article text not null references stock,
  quantity bigint not null,
  primary key (order_id, article),
  constraint quantity_is_positive check (quantity > 0)
);

-- What was heard although it cannot be true. A row here is for a person to look at.
create table impossible_facts (
  order_id uuid not null references reservations,
  state text not null,
  fact text not null,
  at timestamptz not null,
  primary key (order_id, state, fact)
);

do $$
begin
  execute format(
    'revoke delete, truncate on stock, reservations, reservation_lines, impossible_facts from %I',
    current_setting('holdfast.app_role'));
end $$;
