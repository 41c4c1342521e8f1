/** The body of an answer. One that is too long is not read to its end. */
export async function boundedText(response: Response, longestBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  // Leaving the loop cancels the rest, which closes the connection.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > longestBytes) throw new AnswerTooLong(longestBytes);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The outside says more than it may. */
export class AnswerTooLong extends Error {
  readonly code = 'answer-too-long';

  constructor(longestBytes: number) {
    super(`It is longer than ${longestBytes} bytes.`);
  }
}
