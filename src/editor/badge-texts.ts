/** Badges with numbers in them, in the viewer's language: Node-RED translates only those that are the key of a text. */
import { readCountedText } from '../model/badge-text';
import { text } from './texts';

/** Marks the page in which badges are translated: each node's `.html` loads this script again. */
const MARK = 'icureBadges';

/** What Node-RED's runtime tells of a badge. */
interface BadgeFrame {
  text?: string | null;
}

/** Translates the badges of our nodes, and of subflows that show them, from now on. */
export function translateBadges(): void {
  if (document.documentElement.dataset[MARK] !== undefined) return;
  document.documentElement.dataset[MARK] = '';
  RED.comms.subscribe('status/#', (topic, frame) => {
    const node = RED.nodes.node(topic.slice('status/'.length));
    if (node === null || node === undefined || !/^(?:icure-|subflow:)/.test(node.type)) return;
    const translated = translate(frame);
    if (translated === undefined) return;
    frame.text = translated;
    // Node-RED has shown it already where the package was installed while the editor was open.
    if (node.status === frame) RED.view.redrawStatus(node);
  });
}

function translate({ text: badge }: BadgeFrame): string | undefined {
  const counted = typeof badge === 'string' ? readCountedText(badge) : undefined;
  if (counted === undefined) return undefined;
  const counts = Object.entries(counted.counts).map(([name, count]) => [name, localCount(count)] as const);
  return text(`status.${counted.name}`, Object.fromEntries(counts));
}

/** `1.2k` as `1,2k` where numbers are written so. */
function localCount(count: string): string {
  const { number = '', unit = '' } = /^(?<number>[\d.]+)(?<unit>[kMG]?)$/.exec(count)?.groups ?? {};
  return `${Number(number).toLocaleString(RED.i18n.lang())}${unit}`;
}
