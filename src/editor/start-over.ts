/** The button with which an event node forgets what it has delivered. */
import { confirm } from './confirmation';
import { get } from './dom';
import { showRow } from './field';
import { asText } from './setting';
import { askRuntime } from './runtime-request';
import { text, textKey } from './texts';

/** How starting over ended, in the viewer's language. */
interface Outcome {
  readonly ok: boolean;
  readonly words: string;
}

/** The row of the dialog. */
export function startOverRow(): string {
  return `
    <div class="form-row" id="icure-startOver-row" hidden>
      <button type="button" class="red-ui-button icure-beside-labels" id="icure-start-over" aria-describedby="icure-start-over-hint">
        <i class="fa fa-undo"></i> <span data-i18n="${textKey('delivery.startOver')}"></span>
      </button>
      <p class="icure-hint" id="icure-start-over-hint" data-i18n="${textKey('delivery.startOverHint')}"></p>
      <p class="icure-hint" id="icure-start-over-outcome" role="status"></p>
    </div>`;
}

/** Called when the dialog has been opened. The button is about the node as it runs, not about what the dialog says. */
export function prepareStartOver(node: EditorNode): void {
  const deployed = RED.nodes.originalFlow()?.find(({ id }) => id === node.id);
  const keepsCheckpoint = deployed !== undefined && mayKeepCheckpoint(deployed);
  showRow('startOver', keepsCheckpoint);
  if (!keepsCheckpoint) return;
  const button = get('icure-start-over', HTMLButtonElement);
  const place = get('icure-start-over-outcome', HTMLElement);
  const tell = ({ ok, words }: Outcome): void => {
    place.textContent = words;
    place.classList.toggle('icure-problem', !ok);
    place.scrollIntoView({ block: 'nearest' });
  };
  button.addEventListener('click', () => {
    tell({ ok: true, words: '' });
    confirm(questionFor(deployed), text('delivery.startOver'), (confirmed) => {
      button.focus();
      if (confirmed) startOver(node.id).then(tell, tell);
    });
  });
}

/** Whether a node needs to keep what it has delivered; what the environment says is not known here. */
function mayKeepCheckpoint({ catchUp, acknowledge }: EditorNode): boolean {
  return !['', 'off'].includes(asText(catchUp)) || !['', 'false'].includes(asText(acknowledge));
}

function questionFor(deployed: EditorNode): string {
  const isInSubflow = RED.nodes.subflow(deployed.z) !== undefined;
  return isInSubflow ? `${question(deployed)} ${text('delivery.confirmInstances')}` : question(deployed);
}

/** What would happen to a node as it was deployed. */
function question({ catchUp, firstStart }: EditorNode): string {
  if (['', 'off'].includes(asText(catchUp))) return text('delivery.confirm');
  switch (asText(firstStart)) {
    case '':
    case 'now':
      return text('delivery.confirmNow');
    case 'all':
      return text('delivery.confirmAll');
    default:
      return text('delivery.confirm');
  }
}

/** Never rejects. */
async function startOver(nodeId: string): Promise<Outcome> {
  const failed = (reason: string): Outcome => ({ ok: false, words: text('delivery.startOverFailed', { reason }) });
  try {
    const response = await askRuntime('POST', `icure/checkpoints/${encodeURIComponent(nodeId)}/start-over`);
    switch (response.status) {
      case 204:
        return { ok: true, words: text('delivery.startedOver') };
      case 401:
        return { ok: false, words: text('delivery.startOverRefused') };
      case 404:
        return { ok: false, words: text('delivery.startOverNotRunning') };
      case 409:
        return { ok: false, words: text('delivery.startOverNothing') };
      default:
        return failed(messageOf(await response.json()));
    }
  } catch {
    return failed(text('delivery.noAnswer'));
  }
}

function messageOf(answer: unknown): string {
  const message = typeof answer === 'object' && answer !== null && 'message' in answer ? answer.message : undefined;
  return typeof message === 'string' ? message : text('delivery.noAnswer');
}
