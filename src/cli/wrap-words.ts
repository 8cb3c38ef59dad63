/**
 * Breaks each line of a text between words so that it fits into `columns`, where its words do. What
 * follows a break begins with `indent`, as wide as the first word of the text, which is its label.
 */
export function wrapWords(text: string, columns: number, indent: string): string {
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, columns, indent))
    .join('\n');
}

function wrapLine(line: string, columns: number, indent: string): string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > columns) {
    const fitting = rest.lastIndexOf(' ', columns);
    const end = fitting >= indent.length ? fitting : rest.indexOf(' ', indent.length);
    if (end < 0) break;
    lines.push(rest.slice(0, end));
    rest = indent + rest.slice(end + 1);
  }
  return [...lines, rest];
}
