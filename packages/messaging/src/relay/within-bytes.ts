import { sql, type RawBuilder } from 'kysely';

/** How much is selected at once. */
export interface Most {
  readonly limit: number;
  /** Without it, all that `limit` allows. */
  readonly bytes?: number | undefined;
}

/**
 * The first of these rows by their ids, until their payloads together have so many bytes; at least one. A size is known
 * without reading the payload, so that what is left out costs nothing, however large it is.
 */
export function withinBytes<R>(
  rows: RawBuilder<R>,
  { bytes = Number.MAX_SAFE_INTEGER, flag }: Pick<Most, 'bytes'> & { readonly flag: 'is_marked' | 'is_void' },
): RawBuilder<R> {
  return sql<R>`
    select id, message_id, topic, key, headers, payload, ${sql.ref(flag)}
      from (select r.*, sum(octet_length(payload)) over (order by id rows unbounded preceding) - octet_length(payload) as before
              from (${rows}) as r) as r
     where before < ${bytes}
     order by id`;
}

/** Whether something may have been left out behind these rows, of which the last one has reached the limit or the bytes. */
export function mayBeCut(
  rows: readonly { readonly payload: Uint8Array }[],
  { limit, bytes = Number.MAX_SAFE_INTEGER }: Most,
): boolean {
  return rows.length >= limit || rows.reduce((sum, { payload }) => sum + payload.byteLength, 0) >= bytes;
}
