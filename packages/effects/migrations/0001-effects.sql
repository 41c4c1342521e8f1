-- phase: expand
-- transaction: on
-- door: two-way

-- What a service wants from the outside. A row is written in the transaction that wants it and is kept for ever: the same
-- effect and key is the same intent, also after years. A release without this table never reads it.
create table holdfast.effect_intent (
  -- Also the idempotency key that the outside is given with every attempt.
  id uuid primary key default gen_random_uuid(),
  -- Intents of one key are handed their positions one transaction after the other, so it is the sequence of their commits.
  position bigint generated always as identity (cache 1),
  effect text not null,
  key text not null check (key <> ''),
  request jsonb not null,
  -- Who asked and what led there, for the conclusion.
  call jsonb not null,
  intended_at timestamptz not null default clock_timestamp(),
  state text not null default 'waiting' check (state in ('waiting', 'parked', 'concluded')),
  -- When it is looked at again, also while it is parked; null where only a person, or a word from outside, goes on with it.
  -- While somebody works on it, this is when the lease runs out.
  next_at timestamptz default clock_timestamp(),
  -- Counted up before each call that may do it, so that 0 means: nothing was ever asked of the outside.
  attempts integer not null default 0 check (attempts >= 0),
  first_attempt_at timestamptz,
  failures integer not null default 0,
  undecided integer not null default 0,
  lease_token uuid,
  lease_until timestamptz,
  last_error text,
  parked_at timestamptz,
  -- Known first, concluded then. What is known never changes.
  outcome jsonb check (outcome <> 'null'),
  known_by text check (known_by in ('executor', 'told', 'person')),
  known_at timestamptz,
  concluded_at timestamptz,
  unique (effect, key),
  check ((attempts = 0) = (first_attempt_at is null)),
  check ((lease_token is null) = (lease_until is null)),
  check ((outcome is null) = (known_at is null) and (outcome is null) = (known_by is null)),
  check ((state = 'concluded') = (concluded_at is not null)),
  check (state <> 'concluded' or outcome is not null),
  check (state <> 'parked' or outcome is null),
  check (state = 'parked' or next_at is not null)
);

create index effect_intent_due on holdfast.effect_intent (next_at) where state <> 'concluded' and next_at is not null;
create index effect_intent_of_key on holdfast.effect_intent (key, position) where state <> 'concluded';

comment on table holdfast.effect_intent is 'Effects outside: what is wanted, what was tried, what came of it.';

create function holdfast.keep_what_has_happened() returns trigger language plpgsql as $$
begin
  raise exception 'what has happened with the effect % does not change', old.id;
end $$;

-- Attempts and the time of the first decide what may be done again, so they are never forgotten. Request and call may change,
-- by the owner alone: a person's data may have to be taken out of them later.
create trigger keep_what_has_happened before update on holdfast.effect_intent for each row
  when (new.outcome is distinct from old.outcome and old.outcome is not null
        or new.attempts < old.attempts
        or new.first_attempt_at is distinct from old.first_attempt_at and old.first_attempt_at is not null
        or old.state = 'concluded' and to_jsonb(new) - array['request', 'call'] <> to_jsonb(old) - array['request', 'call'])
  execute function holdfast.keep_what_has_happened();

-- What the outside said after something else was known, or of a call that was not ours.
create table holdfast.effect_contradiction (
  id bigint generated always as identity primary key,
  intent uuid not null references holdfast.effect_intent,
  -- Of which call; the intent's own, unless the outside has named another.
  idempotency_key text not null,
  outcome jsonb not null,
  told_by text not null,
  told_at timestamptz not null default clock_timestamp(),
  settled_at timestamptz
);

create index effect_contradiction_of_intent on holdfast.effect_contradiction (intent);
create index effect_contradiction_open on holdfast.effect_contradiction (intent) where settled_at is null;

comment on table holdfast.effect_contradiction is 'Outcomes that do not fit what is known. For a person.';

-- What a person has decided. Written by a tool, settled by the running service, which knows what an outcome looks like.
create table holdfast.effect_decision (
  id bigint generated always as identity primary key,
  intent uuid not null references holdfast.effect_intent,
  outcome jsonb not null,
  because text not null check (because <> ''),
  decided_by text not null check (decided_by <> ''),
  decided_at timestamptz not null default clock_timestamp(),
  result text check (result in ('accepted', 'acknowledged', 'refused')),
  refusal text,
  settled_at timestamptz,
  check ((result is null) = (settled_at is null)),
  check ((result is not distinct from 'refused') = (refusal is not null))
);

create index effect_decision_open on holdfast.effect_decision (id) where result is null;

comment on table holdfast.effect_decision is 'Who has decided what about which effect, and why. Rows are kept.';

do $$
declare
  app text := current_setting('holdfast.app_role');
begin
  -- What was intended is not changed, and nothing is deleted.
  execute format('grant select, insert (effect, key, request, call) on holdfast.effect_intent to %I', app);
  execute format(
    'grant update (state, next_at, attempts, first_attempt_at, failures, undecided, lease_token, lease_until, last_error,
                   parked_at, outcome, known_by, known_at, concluded_at) on holdfast.effect_intent to %I', app);
  execute format('grant select, insert (intent, idempotency_key, outcome, told_by), update (settled_at) on holdfast.effect_contradiction to %I', app);
  execute format(
    'grant select, insert (intent, outcome, because, decided_by), update (result, refusal, settled_at) on holdfast.effect_decision to %I',
    app);
end $$;
