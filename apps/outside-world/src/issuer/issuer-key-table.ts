/** The key pairs that tokens are signed with, the newest last. */
export const issuerKeyTable = `
  create table if not exists issuer_keys (
    id integer primary key autoincrement,
    private_key text not null check (json_valid(private_key))
  ) strict;
`;
