/** The topic in which a consumer's dead letters of one topic are, for people and for copies. */
export function deadLetterTopic(topic: string, consumer: string): string {
  return `${topic}.${consumer}.dlt`;
}
