-- phase: expand
-- transaction: on
-- door: two-way

-- What has been answered under an idempotency key. The row is written in the transaction that it stands for: its primary
-- key makes a second request wait for the first, and a rollback takes it away again, so that a failed request may be repeated.
-- A release without this table never reads it.
create table holdfast.idempotency_key (
  actor_id text not null,
  use_case text not null,
  key text not null,
  body_hash text not null,
  -- json and not jsonb: the repeated answer is the first one letter by letter.
  answer json,
  created_at timestamptz not null default now(),
  primary key (actor_id, use_case, key)
);

do $$
begin
  execute format('grant usage on schema holdfast to %I', current_setting('holdfast.app_role'));
  execute format('grant select, insert, update (answer) on holdfast.idempotency_key to %I', current_setting('holdfast.app_role'));
end
$$;
