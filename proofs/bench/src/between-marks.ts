/** The page with something else between its two marks; what stands around them stays. */
export function betweenMarks(text: string, name: string, content: string): string {
  const begin = `<!-- results: ${name} -->`;
  const [before, rest] = parted(text, begin);
  const [, after] = parted(rest, end);
  return `${before}${begin}\n\n${content}\n${end}${after}`;
}

const end = '<!-- end of results -->';

function parted(text: string, at: string): [string, string] {
  const place = text.indexOf(at);
  if (place === -1) throw new Error(`The page that shows these results has no line ${at}`);
  return [text.slice(0, place), text.slice(place + at.length)];
}
