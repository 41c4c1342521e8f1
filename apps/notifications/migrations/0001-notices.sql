-- phase: expand
-- transaction: on
-- door: two-way
create table notices (
  order_id uuid not null,
  notice text not null,
  wanted_at timestamptz not null default now(),
  state text not null,
  since timestamptz not null default now(),
  message_id text,
  primary key (order_id, notice),
  constraint notice_is_known check (notice in ('confirmed', 'cancelled')),
  constraint state_is_known check (state in ('wanted', 'sent', 'abandoned')),
  constraint sent_has_its_message check ((state = 'sent') = (message_id is not null))
);

do $$
begin
  execute format('revoke delete on notices from %I', current_setting('holdfast.app_role'));
end $$;
