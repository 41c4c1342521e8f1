-- phase: expand
-- transaction: on
-- door: two-way

-- The release before this one writes none of these columns and goes on as before. Its orders have no deadline, so they
-- get one here: those that are priced were led no further, and are cancelled when it has passed.
alter table orders
  add column deadline_at timestamptz,
  add column amount bigint,
  add column currency text,
  add column unscreened boolean not null default false,
  add column pricing text,
  add column stock text,
  add column screening text,
  add column payment text,
  drop constraint state_is_known,
  add constraint state_is_known check (
    state in ('placed', 'priced', 'reserved', 'screened', 'charged', 'confirmed', 'settled', 'cancelling', 'cancelled')
  ),
  drop constraint cancelled_has_a_reason,
  add constraint cancelled_has_a_reason check ((state in ('cancelling', 'cancelled')) = (reason is not null)),
  add constraint amount_has_a_currency check ((amount is null) = (currency is null)),
  add constraint what_goes_on_has_an_amount check (
    state not in ('reserved', 'screened', 'charged', 'confirmed', 'settled') or amount is not null
  ),
  add constraint cancelling_knows_everybody check (
    state <> 'cancelling' or num_nonnulls(pricing, stock, screening, payment) = 4
  ),
  add constraint pricing_is_known check (pricing in ('asked', 'priced', 'refused')),
  add constraint stock_is_known check (stock in ('not-asked', 'releasing', 'released', 'refused', 'lost')),
  add constraint screening_is_known check (screening in ('not-asked', 'asked', 'answered')),
  add constraint payment_is_known check (
    payment in ('not-asked', 'withdrawing', 'refunding', 'refunded', 'declined', 'abandoned')
  );

update orders set deadline_at = now() + interval '20 seconds' where state in ('placed', 'priced');

-- A step that can only go forward and does not. A row here is for a person to look at.
create table pages (
  id bigint generated always as identity primary key,
  order_id uuid not null references orders,
  step text not null,
  at timestamptz not null
);

-- What came to its end stays there. A fact that arrives later is answered, and changes nothing here.
create function keep_end() returns trigger language plpgsql as $$
begin
  raise exception 'The order % is %, and stays so.', old.id, old.state using errcode = 'check_violation';
end $$;

create trigger end_is_kept before update on orders for each row
  when (old.state in ('settled', 'cancelled') and new.state <> old.state) execute function keep_end();

-- Nothing of an order is ever forgotten, so nobody who runs needs to be able to.
do $$
begin
  execute format(
    'revoke delete, truncate on orders, order_lines, order_steps, impossible_facts, pages from %I',
    current_setting('holdfast.app_role'));
end $$;
