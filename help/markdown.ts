/**
 * Makes Node-RED help of the Markdown in which the help is written. Node-RED can render Markdown itself, but of the text of a described property it
 * drops what stands before a colon, and it moves a list out of the property.
 *
 * Understood: headings, paragraphs, lists in lists, fenced code, and within a line `code`, **bold** and links. A list whose items begin with
 * `**name** (type):` describes properties; `**name?**` is an optional one.
 */

const ITEM = /^(?<mark>- |\d+\. )(?<text>.*)$/;
const PROPERTY = /^\*\*(?<name>.+?)(?<optional>\?)?\*\* \((?<type>.+?)\)\s?:\s*(?<text>.*)$/s;
const FENCE = '```';
const INDENT = /^ {2,3}/;

/** Renders Markdown as the HTML of a node's help; a heading of the second level is the help's highest, `<h3>`. */
export function renderHelp(markdown: string): string {
  return blocks(markdown.trim().split('\n')).join('\n');
}

function blocks(lines: readonly string[]): string[] {
  const html: string[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const end = endOfBlock(lines, at);
    const block = lines.slice(at, end);
    if (line.startsWith('## ')) html.push(`<h3>${inline(line.slice(3))}</h3>`);
    else if (line.startsWith(FENCE)) html.push(`<pre>${escapeHtml(block.slice(1, -1).join('\n'))}</pre>`);
    else if (ITEM.test(line)) html.push(list(block));
    else if (line.trim() !== '') html.push(`<p>${inline(block.join(' '))}</p>`);
    at = end;
  }
  return html;
}

/** The line behind the block that begins at a line. */
function endOfBlock(lines: readonly string[], at: number): number {
  const first = lines[at] ?? '';
  if (first.trim() === '' || first.startsWith('## ')) return at + 1;
  const belongs = first.startsWith(FENCE)
    ? (line: string) => !line.startsWith(FENCE)
    : ITEM.test(first)
      ? (line: string) => ITEM.test(line) || INDENT.test(line)
      : (line: string) => line.trim() !== '' && !ITEM.test(line);
  const length = lines.slice(at + 1).findIndex((line) => !belongs(line));
  const end = length < 0 ? lines.length : at + 1 + length;
  return first.startsWith(FENCE) ? end + 1 : end;
}

/** What stands between the tags of an item: its text, and what is indented under it. */
interface Item {
  readonly text: string;
  readonly under: readonly string[];
}

function list(lines: readonly string[]): string {
  const items: { text: string; under: string[] }[] = [];
  for (const line of lines) {
    const text = ITEM.exec(line)?.groups?.text;
    if (text === undefined) items.at(-1)?.under.push(line.replace(INDENT, ''));
    else items.push({ text, under: [] });
  }
  if (items.every(({ text }) => PROPERTY.test(text))) return properties(items);
  const isOrdered = /^\d/.test(lines[0] ?? '');
  const open = isOrdered ? '<ol class="node-ports">' : '<ul>';
  return [open, ...items.map((item) => `<li>${content(item)}</li>`), isOrdered ? '</ol>' : '</ul>'].join('\n');
}

function properties(items: readonly Item[]): string {
  const described = items.flatMap(({ text, under }) => {
    const { name = '', optional, type = '', text: meaning = '' } = PROPERTY.exec(text)?.groups ?? {};
    const tag = optional === undefined ? '<dt>' : '<dt class="optional">';
    return [
      `${tag}${inline(name)} <span class="property-type">${inline(type)}</span></dt>`,
      `<dd>${content({ text: meaning, under })}</dd>`,
    ];
  });
  return ['<dl class="message-properties">', ...described, '</dl>'].join('\n');
}

function content({ text, under }: Item): string {
  return [inline(text), ...blocks(under)].join('\n');
}

function inline(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? `<code>${escapeHtml(part.slice(1, -1))}</code>` : words(part)))
    .join('');
}

function words(text: string): string {
  return escapeHtml(text)
    .replace(/\*\*(.+?)\*\*/g, '<b>$1</b>')
    .replace(/\[(.+?)\]\((.+?)\)/g, '<a href="$2">$1</a>');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
