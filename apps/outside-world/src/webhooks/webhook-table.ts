/** The outbox of the outside systems. Rows stay after they were sent, so that a person can see what was told. */
export const webhookTable = `
  create table if not exists webhooks (
    id integer primary key autoincrement,
    event_id text not null,
    system text not null,
    notify_url text not null,
    body text not null check (json_valid(body)),
    state text not null default 'waiting' check (state in ('waiting', 'sent', 'given-up')),
    held integer not null check (held in (0, 1)),
    due_at integer not null,
    attempts integer not null default 0,
    problem text
  ) strict;
  create index if not exists webhooks_waiting on webhooks (due_at) where state = 'waiting';
  create index if not exists webhooks_held on webhooks (system) where held = 1;
`;
