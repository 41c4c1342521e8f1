/** What a person types who has decided that a consumer begins anew, or is over. */
export function retiring(consumer: string): string {
  return `./holdfast messages retire ${serviceOf(consumer)} ${consumer} --because <why>`;
}

/** What a person types who has decided that messages of a topic may overtake each other this once. */
export function acceptingPartitions(consumer: string, topic: string): string {
  return `./holdfast messages accept-partitions ${serviceOf(consumer)} ${consumer} ${topic} --because <why>`;
}

function serviceOf(consumer: string): string {
  return consumer.split('.', 1)[0]!;
}
