export interface Line {
  readonly article: string;
  readonly quantity: number;
}

export function summed(lines: readonly Line[]): Line[] {
  return [...Map.groupBy(lines, ({ article }) => article)].map(([article, same]) => ({
    article,
    quantity: same.reduce((sum, { quantity }) => sum + quantity, 0),
  }));
}
