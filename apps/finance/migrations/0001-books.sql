-- phase: expand
-- transaction: on
-- door: two-way
create table accounts (
  account text primary key,
  kind text not null,
  meaning text not null,
  constraint kind_is_known check (kind in ('asset', 'liability', 'income'))
);

insert into accounts (account, kind, meaning) values
  ('receivable', 'asset', 'What customers owe for orders that have their price; below zero: what we owe them.'),
  ('card-provider', 'asset', 'What the card provider has taken for us and not given back.'),
  ('unshipped', 'liability', 'Net value of goods that were sold and have not left the house.'),
  ('revenue', 'income', 'Net value of goods that have left the house.'),
  ('tax', 'liability', 'What we owe the tax office.');

-- One row for each order that was heard of. It is what a transaction locks.
create table order_books (
  order_id uuid primary key,
  state text not null,
  heard_at timestamptz not null,
  settled_at timestamptz,
  constraint state_is_known check (
    state in ('open', 'awaiting-shipment', 'awaiting-refund', 'settled', 'closed', 'mismatched')
  ),
  constraint settled_has_its_time check (state <> 'settled' or settled_at is not null)
) with (fillfactor = 80);

create index awaiting on order_books (state, heard_at) where state in ('awaiting-shipment', 'awaiting-refund');

create table facts (
  order_id uuid not null references order_books,
  type text not null,
  reference text not null,
  number integer not null,
  currency text,
  amount bigint,
  net bigint,
  tax bigint,
  -- That of the net, or the price is not to be booked: what others say is kept as they said it.
  tax_currency text,
  primary key (order_id, type, reference),
  constraint number_is_used_once unique (order_id, number),
  constraint type_is_known check (type in ('priced', 'captured', 'refunded', 'dispatched', 'cancelled')),
  constraint priced_has_net_and_tax check (num_nonnulls(net, tax, tax_currency) = case when type = 'priced' then 3 else 0 end),
  constraint payment_has_an_amount check ((amount is not null) = (type in ('captured', 'refunded'))),
  constraint money_has_a_currency check ((currency is not null) = (type in ('priced', 'captured', 'refunded')))
);

create table fact_lines (
  order_id uuid not null,
  type text not null,
  reference text not null,
  number integer not null,
  article text not null,
  quantity bigint not null,
  primary key (order_id, type, reference, number),
  foreign key (order_id, type, reference) references facts,
  constraint goods_have_lines check (type in ('priced', 'dispatched')),
  constraint quantity_is_positive check (quantity > 0)
);

-- `entry_count` closes a posting: an entry that somebody adds later does not fit in.
create table postings (
  order_id uuid not null references order_books,
  posting text not null,
  number integer not null,
  entry_count integer not null,
  booked_at timestamptz not null,
  primary key (order_id, posting),
  constraint posting_number_is_used_once unique (order_id, number),
  constraint two_entries_at_least check (entry_count >= 2)
);

-- Above zero is a debit, below it a credit.
create table entries (
  order_id uuid not null,
  posting text not null,
  number integer not null,
  account text not null references accounts,
  currency text not null,
  amount bigint not null,
  primary key (order_id, posting, number),
  foreign key (order_id, posting) references postings,
  constraint amount_is_not_zero check (amount <> 0)
);

-- What everybody was told, once for each kind.
create table mismatches (
  order_id uuid not null references order_books,
  kind text not null,
  number integer not null,
  expected bigint,
  expected_currency text,
  found bigint,
  found_currency text,
  told_at timestamptz not null,
  primary key (order_id, kind)
);

-- At COMMIT, when all entries are there: each posting is complete, and balanced in each of its currencies.
create function check_posting() returns trigger language plpgsql set search_path from current as $$
declare
  wrong text;
begin
  select format('%s of %s entries', count(e.*), p.entry_count) into wrong
  from postings p left join entries e using (order_id, posting)
  where p.order_id = new.order_id and p.posting = new.posting
  group by p.entry_count having count(e.*) <> p.entry_count;
  if found then
    raise exception 'The posting % of order % has %.', new.posting, new.order_id, wrong using errcode = 'check_violation';
  end if;
  select format('%s %s', sum(amount), currency) into wrong
  from entries where order_id = new.order_id and posting = new.posting
  group by currency having sum(amount) <> 0;
  if found then
    raise exception 'The posting % of order % is not balanced: % are left.', new.posting, new.order_id, wrong
      using errcode = 'check_violation';
  end if;
  return null;
end $$;

create constraint trigger posting_is_complete after insert on postings
  deferrable initially deferred for each row execute function check_posting();
create constraint trigger entry_fits_its_posting after insert on entries
  deferrable initially deferred for each row execute function check_posting();

-- What was booked stays booked. A mistake is corrected by a posting that takes it back.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'Rows of % are only added.', tg_table_name using errcode = 'insufficient_privilege';
end $$;

create trigger accounts_are_kept before update or delete or truncate on accounts execute function refuse_change();
create trigger facts_are_kept before update or delete or truncate on facts execute function refuse_change();
create trigger fact_lines_are_kept before update or delete or truncate on fact_lines execute function refuse_change();
create trigger postings_are_kept before update or delete or truncate on postings execute function refuse_change();
create trigger entries_are_kept before update or delete or truncate on entries execute function refuse_change();
create trigger mismatches_are_kept before update or delete or truncate on mismatches execute function refuse_change();

do $$
begin
  execute format(
    'revoke update, delete, truncate on accounts, facts, fact_lines, postings, entries, mismatches from %I',
    current_setting('holdfast.app_role'));
  execute format('revoke insert on accounts from %I', current_setting('holdfast.app_role'));
  execute format('revoke delete on order_books from %I', current_setting('holdfast.app_role'));
end $$;

-- Zero in each currency, always.
create view trial_balance as
  select currency, sum(amount) as balance, sum(abs(amount)) as moved from entries group by currency;

create view account_balances as
  select account, kind, currency, sum(amount) as balance
  from entries join accounts using (account) group by account, kind, currency;

create view order_balances as
  select order_id, account, currency, sum(amount) as balance from entries group by order_id, account, currency;
