/** The choice of the SDK in the account's dialog: those that are installed first, and how to install the others. */
import { element, get } from './dom';
import { askRuntime } from './runtime-request';
import { text } from './texts';

const ROUTE = 'icure/sdks';

/** An SDK as the runtime knows it. */
interface OfferedSdk {
  readonly name: string;
  readonly package: string;
  readonly version?: string;
}

/** Fills the choice when the runtime has told what is installed; until then it holds what is stored. */
export async function prepareSdkChoice(): Promise<void> {
  const offered = await readOffered();
  const chooser = get('node-config-input-sdk', HTMLSelectElement);
  const chosen = chooser.value;
  const isInstalled = (sdk: OfferedSdk): boolean => sdk.version !== undefined;
  const sorted = [...offered.filter(isInstalled), ...offered.filter((sdk) => !isInstalled(sdk))];
  const known = sorted.map((sdk) => element('option', { value: sdk.name }, label(sdk)));
  const others = [...chooser.options].filter(({ value }) => !sorted.some(({ name }) => name === value));
  chooser.replaceChildren(...known, ...others);
  chooser.value = chosen;
  const hint = get('icure-account-sdk-hint', HTMLElement);
  const explain = (): void => {
    const sdk = sorted.find(({ name }) => name === chooser.value);
    hint.textContent =
      sdk === undefined || isInstalled(sdk) ? '' : text('account.sdkMissing', { package: sdk.package });
  };
  chooser.addEventListener('change', explain);
  explain();
}

function label({ name, version }: OfferedSdk): string {
  const title = text(`account.${name}`);
  return version === undefined ? text('account.sdkNotInstalled', { title }) : `${title} ${version}`;
}

async function readOffered(): Promise<readonly OfferedSdk[]> {
  const response = await askRuntime('GET', ROUTE);
  if (!response.ok) return [];
  return (await response.json()) as OfferedSdk[];
}
