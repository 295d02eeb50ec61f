/** The part of a dialog that shows how many entities its filter lets through now, and the first few: before any deploy, without content unless asked for. */
import { isJsonObject, type JsonObject, type JsonValue } from '../model/json';
import { chosenAccount } from './chosen-account';
import { element, get } from './dom';
import type { FilterScope } from './filter-scope';
import { refusalOf } from './refused-request';
import { askRuntime } from './runtime-request';
import { currentLanguage, text, textKey } from './texts';

const ROUTE = 'icure/preview';

/** The row of the dialog; `showRow('preview', …)` shows and hides it. */
export function previewRow(): string {
  return `
    <div class="form-row" id="icure-preview-row">
      <button type="button" class="red-ui-button icure-beside-labels" id="icure-preview">
        <i class="fa fa-eye"></i> <span data-i18n="${textKey('preview.show')}"></span>
      </button>
      <button type="button" class="red-ui-button" id="icure-preview-content" hidden>
        <span data-i18n="${textKey('preview.showContent')}"></span>
      </button>
      <p class="icure-hint" id="icure-preview-outcome" role="status"></p>
      <ul class="icure-hint icure-preview-list" id="icure-preview-list" aria-labelledby="icure-preview-outcome" hidden></ul>
    </div>`;
}

/**
 * Called when the dialog has been opened.
 * @param scopeNow the entity that is chosen at the moment
 * @param filterNow the filter as it stands in the dialog
 */
export function preparePreview(node: EditorNode, scopeNow: () => FilterScope, filterNow: () => unknown): void {
  const preview = new Preview(async (withContent, signal) => {
    const account = chosenAccount();
    if (account === undefined) return { kind: 'failed', reason: text('failure.no-account') };
    const entity = scopeNow();
    if (entity === 'any') return { kind: 'failed', reason: text('preview.noEntity') };
    const body = { account, entity, filter: filterNow(), node: node.id, content: withContent };
    const response = await askRuntime('POST', ROUTE, body, signal);
    if (!response.ok) return { kind: 'failed', reason: await refusalOf(response) };
    return { kind: 'seen', seen: (await response.json()) as JsonValue };
  });
  preview.attach();
}

type Outcome =
  { readonly kind: 'seen'; readonly seen: JsonValue } | { readonly kind: 'failed'; readonly reason: string };

class Preview {
  readonly #button = get('icure-preview', HTMLButtonElement);
  readonly #contentButton = get('icure-preview-content', HTMLButtonElement);
  readonly #outcome = get('icure-preview-outcome', HTMLElement);
  readonly #list = get('icure-preview-list', HTMLUListElement);
  #looking: AbortController | undefined;

  constructor(private readonly look: (withContent: boolean, signal: AbortSignal) => Promise<Outcome>) {}

  attach(): void {
    this.#button.addEventListener('click', () => {
      this.#show(false);
    });
    this.#contentButton.addEventListener('click', () => {
      this.#show(true);
    });
    const stop = (): void => {
      this.#looking?.abort();
      RED.events.off('editor:close', stop);
    };
    RED.events.on('editor:close', stop);
  }

  #show(withContent: boolean): void {
    this.#looking?.abort();
    const looking = new AbortController();
    this.#looking = looking;
    this.#tell(text('preview.looking'), false);
    const unlessAborted =
      (tell: (outcome: Outcome) => void) =>
      (outcome: Outcome): void => {
        if (!looking.signal.aborted) tell(outcome);
      };
    const tell = unlessAborted((outcome) => {
      this.#finish(outcome, withContent);
    });
    this.look(withContent, looking.signal).then(tell, () => {
      tell({ kind: 'failed', reason: text('delivery.noAnswer') });
    });
  }

  #finish(outcome: Outcome, withContent: boolean): void {
    switch (outcome.kind) {
      case 'failed':
        this.#tell(text('preview.failed', { reason: outcome.reason }), true);
        this.#fill([], withContent);
        return;
      case 'seen':
        this.#tell(countOf(outcome.seen), false);
        this.#fill(entitiesOf(outcome.seen), withContent);
        return;
      default:
        outcome satisfies never;
    }
  }

  #tell(words: string, isProblem: boolean): void {
    this.#outcome.textContent = words;
    this.#outcome.classList.toggle('icure-problem', isProblem);
  }

  /** The button for the content must not go while it has the focus: the other one takes it. */
  #fill(entities: readonly JsonObject[], withContent: boolean): void {
    this.#list.replaceChildren(...entities.map(entry));
    this.#list.hidden = entities.length === 0;
    const isOffered = entities.length > 0 && !withContent;
    if (!isOffered && document.activeElement === this.#contentButton) this.#button.focus();
    this.#contentButton.hidden = !isOffered;
    this.#list.scrollIntoView({ block: 'nearest' });
  }
}

function countOf(seen: JsonValue): string {
  const { count, isExact, lookedAt, sieved } = isJsonObject(seen) ? seen : {};
  const written = (value: JsonValue | undefined): string =>
    typeof value === 'number' ? value.toLocaleString(currentLanguage()) : '';
  return isExact === true
    ? text('preview.count', { count: written(count) })
    : text('preview.about', { count: written(count), lookedAt: written(lookedAt), sieved: written(sieved) });
}

function entitiesOf(seen: JsonValue): JsonObject[] {
  const { entities } = isJsonObject(seen) ? seen : {};
  return Array.isArray(entities) ? entities.filter(isJsonObject) : [];
}

function entry({ id, created, modified, decrypted, payload }: JsonObject): HTMLElement {
  const facts = [
    ...timeOf('preview.created', created),
    ...timeOf('preview.modified', modified),
    text(decrypted === true ? 'preview.readable' : 'preview.unreadable'),
  ];
  return element(
    'li',
    {},
    element('div', { class: 'icure-preview-id' }, typeof id === 'string' ? id : ''),
    element('div', {}, facts.join(' · ')),
    ...(isJsonObject(payload) ? [contentOf(payload)] : []),
  );
}

function timeOf(key: string, value: JsonValue | undefined): string[] {
  if (typeof value !== 'number') return [];
  const time = new Date(value).toLocaleString(currentLanguage(), { dateStyle: 'short', timeStyle: 'medium' });
  return [text(key, { time })];
}

/** It scrolls, so that it has to take the focus of those who have no mouse. */
function contentOf(payload: JsonObject): HTMLElement {
  const name = text('preview.content');
  return element(
    'pre',
    { class: 'icure-preview-content', tabindex: '0', role: 'group', 'aria-label': name },
    JSON.stringify(payload, undefined, 2),
  );
}
