-- phase: expand
-- transaction: on
-- door: two-way
create table screenings (
  order_id uuid primary key,
  asked_at timestamptz not null default now(),
  decision text,
  decided_at timestamptz,
  constraint decision_is_known check (decision in ('approved', 'declined', 'unavailable')),
  constraint decision_has_its_time check ((decision is null) = (decided_at is null))
);

create table payments (
  order_id uuid primary key,
  state text not null,
  since timestamptz not null default now(),
  asked_amount bigint,
  asked_currency text,
  capture_id text,
  captured_amount bigint,
  captured_currency text,
  reason text,
  refund_id text,
  refunded_amount bigint,
  refunded_currency text,
  constraint state_is_known check (
    state in ('charging', 'cancelling', 'captured', 'declined', 'abandoned', 'refunding', 'refunded', 'owed')
  ),
  constraint asked_unless_abandoned check (
    num_nonnulls(asked_amount, asked_currency) = 2
    or (state = 'abandoned' and num_nonnulls(asked_amount, asked_currency) = 0)
  ),
  constraint captured_has_its_capture check (
    num_nonnulls(capture_id, captured_amount, captured_currency)
    = case when state in ('captured', 'refunding', 'refunded', 'owed') then 3 else 0 end
  ),
  constraint declined_has_a_reason check ((state = 'declined') = (reason is not null)),
  constraint refunded_has_its_refund check (
    num_nonnulls(refund_id, refunded_amount, refunded_currency) = case when state = 'refunded' then 3 else 0 end
  ),
  constraint capture_is_of_one_order unique (capture_id),
  constraint refund_is_of_one_order unique (refund_id)
);

-- The same moves as in src/domain/payment.ts; test/moves.db.test.ts compares them.
create function refuse_unknown_moves() returns trigger language plpgsql as $$
begin
  if (coalesce(old.state, 'none'), new.state) not in (
    ('none', 'charging'),
    ('none', 'abandoned'),
    ('charging', 'cancelling'),
    ('charging', 'captured'),
    ('charging', 'declined'),
    ('charging', 'abandoned'),
    ('cancelling', 'refunding'),
    ('cancelling', 'declined'),
    ('cancelling', 'abandoned'),
    ('captured', 'refunding'),
    ('refunding', 'refunded'),
    ('refunding', 'owed')
  ) then
    raise exception 'a payment does not go from % to %', coalesce(old.state, 'none'), new.state
      using errcode = 'check_violation', constraint = 'moves_are_known', table = 'payments';
  end if;
  if old.capture_id is not null and
    (old.capture_id, old.captured_amount, old.captured_currency)
    is distinct from (new.capture_id, new.captured_amount, new.captured_currency)
  then
    raise exception 'what was captured stays what it was'
      using errcode = 'check_violation', constraint = 'capture_stays', table = 'payments';
  end if;
  return new;
end
$$;

create trigger moves_are_known before insert or update on payments
  for each row execute function refuse_unknown_moves();

do $$
begin
  execute format('revoke delete on payments, screenings from %I', current_setting('holdfast.app_role'));
end $$;
