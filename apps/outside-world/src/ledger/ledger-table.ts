/** What really happened. Two rows for one thing mean that it happened twice. */
export const ledgerTable = `
  create table if not exists ledger (
    id integer primary key autoincrement,
    at text not null,
    system text not null,
    kind text not null,
    reference text not null,
    idempotency_key text not null,
    details text not null check (json_valid(details)),
    answer text not null check (json_valid(answer))
  ) strict;
  create index if not exists ledger_by_reference on ledger (system, reference);
  create index if not exists ledger_by_key on ledger (system, idempotency_key);
  create trigger if not exists ledger_is_never_changed before update on ledger
    begin select raise(abort, 'the ledger is append-only'); end;
  create trigger if not exists ledger_is_never_shortened before delete on ledger
    begin select raise(abort, 'the ledger is append-only'); end;
`;
