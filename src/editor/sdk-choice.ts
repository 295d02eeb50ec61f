/** The choice of the SDK in the account's dialog: those that are installed first, and how to install the others. */
import { element, get } from './dom';
import { text } from './texts';

/** Relative to the editor's address; answered by `nodes/icure-account.ts`. */
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
  const response = await fetch(ROUTE, { headers: { accept: 'application/json', ...authorization() } });
  if (!response.ok) return [];
  return (await response.json()) as OfferedSdk[];
}

/** Where the editor asks for a login, its requests carry a token. */
function authorization(): Readonly<Record<string, string>> {
  const tokens: unknown = RED.settings.get('auth-tokens');
  const token =
    typeof tokens === 'object' && tokens !== null && 'access_token' in tokens ? tokens.access_token : undefined;
  return typeof token === 'string' ? { authorization: `Bearer ${token}` } : {};
}
