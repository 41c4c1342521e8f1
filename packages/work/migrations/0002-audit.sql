-- phase: expand
-- transaction: on
-- door: two-way

-- What a person has had done here, and why. The row is written in the transaction of its effect, so neither is there without
-- the other. The service adds rows and reads them; nobody but the owner of the tables changes or removes one.
-- A release without this table never reads it.
create table holdfast.audit (
  id uuid primary key default uuidv7(),
  at timestamptz not null default now(),
  -- operator:<name>
  actor text not null check (btrim(actor) <> ''),
  action text not null check (btrim(action) <> ''),
  subject text not null,
  because text not null check (btrim(because) <> ''),
  -- The message that asked for it, where one did.
  message_id uuid,
  details jsonb not null default '{}'
);

create index audit_by_subject on holdfast.audit (subject, at);

do $$
begin
  execute format('grant usage on schema holdfast to %I', current_setting('holdfast.app_role'));
  execute format('grant select, insert on holdfast.audit to %I', current_setting('holdfast.app_role'));
end
$$;
