/** Names as we say them, and as the broker knows them. */
export interface Names {
  out(name: string): string;
  in(name: string): string;
}

export function namesIn(namespace = ''): Names {
  const prefix = namespace === '' ? '' : `${namespace}.`;
  return { out: (name) => prefix + name, in: (name) => name.slice(prefix.length) };
}
