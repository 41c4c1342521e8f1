/** Which keys are known, what they asked for, and the answer that they get again. */
export const keyTable = `
  create table if not exists keys (
    system text not null,
    key text not null,
    state text not null check (state in ('done', 'cancelled')),
    request text,
    answer text check (json_valid(answer)),
    expires_at integer,
    primary key (system, key),
    check (state = 'cancelled' or (request is not null and answer is not null and expires_at is not null))
  ) strict;
`;
