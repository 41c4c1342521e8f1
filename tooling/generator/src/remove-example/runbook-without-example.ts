/**
 * A runbook of a system that has no service yet. What makes the situation goes, because it is made with the example: the
 * sections `## Make it …`, edits, and what stays running. Of what a reader looks at and does, the commands stay, for any
 * `<service>`, and their outputs go. Prose is not touched.
 */
export function runbookWithoutExample(page: string, services: readonly string[]): string {
  const sections = page.split(/^(?=## )/m).filter((section) => !section.startsWith('## Make it'));
  return sections.join('').replaceAll(executed, (_, marker: string, block: string) => {
    if (/ (edit=|stays)/.test(marker)) return '';
    return commandsFor(services, block);
  });
}

const executed = /^<!-- run: (.*) -->\n```\w+\n([^]*?)^```\n/gm;

function commandsFor(services: readonly string[], block: string): string {
  const commands = block.split('\n').filter((line) => line.startsWith('$ '));
  // Whole names only: one may begin like another one. None at all fits nothing.
  const name = new RegExp(String.raw`(?<![\w-])(${services.join('|') || '(?!)'})(?![\w-])`, 'g');
  // What picks a part of an output is there for whoever compares it with the page.
  const text = commands.map((line) => `${line.replace(/(?<=^\$ [^|(]*) \| .*/, '').replaceAll(name, '<service>')}\n`);
  return `<!-- not run: there is no service yet -->\n\`\`\`console\n${[...new Set(text)].join('')}\`\`\`\n`;
}
