/** The part of the event nodes' dialogs that says how events are delivered: what is caught up on, and when a message counts as delivered. */
import {
  CATCH_UPS,
  DELIVERY,
  DELIVERY_SETTINGS,
  FIRST_STARTS,
  type CatchUp,
  type DeliverySetting,
} from '../model/delivery-settings';
import { get } from './dom';
import {
  currentValue,
  inputId,
  keepEnvironmentSwitch,
  keepUnknownChoice,
  leaveAsStored,
  showRow,
  shownValue,
  watch,
} from './field';
import { fieldRow } from './form';
import { asStored, asText, checkChoice, checkSwitch, checkWholeNumber, isNumberIn } from './setting';
import { prepareStartOver, startOverRow } from './start-over';
import { text, textKey } from './texts';

/** Validator of a setting: true, or what is wrong. What does not apply, as the other settings are, is not looked at; as in the runtime. */
export function checkDelivery(setting: DeliverySetting, value: unknown, node: EditorNode): true | string {
  const name = text(`delivery.${setting}`);
  if (!applies(setting, node)) return true;
  switch (setting) {
    case 'catchUp':
    case 'firstStart':
      return asText(value) === '' || checkChoice(value, name, DELIVERY[setting].choices);
    case 'catchUpEvery': {
      const { least, most } = DELIVERY[setting];
      return isNumberIn(value, { least, most }) || text('delivery.badMinutes', { name, least, most });
    }
    case 'acknowledge':
      return checkSwitch(value, name);
    case 'maxInFlight':
      return checkWholeNumber(value, name, DELIVERY[setting]);
    default:
      return setting satisfies never;
  }
}

/** The rows of the section. */
export function deliveryRows(): string {
  return `
    <div role="group" aria-labelledby="icure-delivery-label">
      <h4 class="icure-section" id="icure-delivery-label" data-i18n="${textKey('delivery.label')}"></h4>
      ${fieldRow({
        setting: 'catchUp',
        icon: 'history',
        label: 'delivery.catchUp',
        control: {
          kind: 'choice',
          choices: CATCH_UPS.map((value) => ({ value, label: `delivery.catchUpChoices.${value}` })),
        },
        hint: 'delivery.catchUpHints.off',
      })}
      ${fieldRow({
        setting: 'firstStart',
        icon: 'flag-o',
        label: 'delivery.firstStart',
        control: {
          kind: 'choice',
          choices: FIRST_STARTS.map((value) => ({ value, label: `delivery.firstStartChoices.${value}` })),
        },
        hint: 'delivery.firstStartHint',
      })}
      ${fieldRow({
        setting: 'catchUpEvery',
        icon: 'clock-o',
        label: 'delivery.catchUpEvery',
        control: { kind: 'number' },
        hint: 'delivery.catchUpEveryHint',
      })}
      ${fieldRow({
        setting: 'acknowledge',
        icon: 'check',
        label: 'delivery.acknowledge',
        control: { kind: 'switch', text: 'delivery.acknowledgeText' },
        hint: 'delivery.acknowledgeHint',
      })}
      ${fieldRow({
        setting: 'maxInFlight',
        icon: 'paper-plane-o',
        label: 'delivery.maxInFlight',
        control: { kind: 'number' },
        hint: 'delivery.maxInFlightHint',
      })}
      ${startOverRow()}
    </div>`;
}

/** Called when the dialog has been opened. */
export function prepareDelivery(node: EditorNode): void {
  for (const setting of ['catchUp', 'firstStart'] as const) keepUnknownChoice(inputId(setting), node[setting]);
  const acknowledge = get(inputId('acknowledge'), HTMLInputElement);
  acknowledge.checked = asText(node.acknowledge) === 'true';
  keepEnvironmentSwitch(acknowledge.id, node.acknowledge);
  for (const setting of ['catchUpEvery', 'maxInFlight'] as const) {
    const field = get(inputId(setting), HTMLInputElement);
    if (field.value === '') field.value = String(DELIVERY[setting].usual);
    watch(setting, (value) => checkDelivery(setting, value, node));
  }
  const hint = get('icure-catchUp-hint', HTMLElement);
  hint.setAttribute('role', 'status');
  // Node-RED translates the form after this, and would put back the text that it began with.
  hint.removeAttribute('data-i18n');
  const showApplicable = (): void => {
    for (const setting of DELIVERY_SETTINGS) showRow(setting, applies(setting, node));
    hint.textContent = catchUpHint(currentValue(node, 'catchUp'));
  };
  get(inputId('catchUp'), HTMLSelectElement).addEventListener('change', showApplicable);
  acknowledge.addEventListener('input', showApplicable);
  showApplicable();
  prepareStartOver(node);
}

/**
 * Called when the dialog is closed by "Done", before Node-RED reads the fields. What could not be seen, and what means what is stored, stays as it is
 * stored: a flow that is older than these settings does not change by looking at it.
 */
export function saveDelivery(node: EditorNode): void {
  const unchanged = DELIVERY_SETTINGS.filter((setting) => {
    const stored = asText(node[setting]);
    const usual = String(DELIVERY[setting].usual);
    return !applies(setting, node) || shownValue(setting) === (stored === '' ? usual : stored);
  });
  for (const setting of ['catchUpEvery', 'maxInFlight'] as const) {
    if (!unchanged.includes(setting)) node[setting] = asStored(shownValue(setting) ?? '');
  }
  for (const setting of unchanged) leaveAsStored(setting);
}

/** Whether a setting means something, as the others are. */
function applies(setting: DeliverySetting, node: EditorNode): boolean {
  switch (setting) {
    case 'catchUp':
    case 'acknowledge':
      return true;
    case 'firstStart':
    case 'catchUpEvery':
      return !['', 'off'].includes(currentValue(node, 'catchUp'));
    case 'maxInFlight':
      return !['', 'false'].includes(currentValue(node, 'acknowledge'));
    default:
      return setting satisfies never;
  }
}

function catchUpHint(chosen: string): string {
  const known: CatchUp | undefined = CATCH_UPS.find((choice) => choice === chosen);
  return text(`delivery.catchUpHints.${known ?? 'environment'}`);
}
