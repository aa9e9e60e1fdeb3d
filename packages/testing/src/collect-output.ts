/** Collects what streams say, such as both outputs of a child. Returns the text so far. */
export function collectOutput(...streams: readonly NodeJS.ReadableStream[]): () => string {
  let text = '';
  for (const stream of streams) stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return () => text;
}
