/** Why the runtime, or the server behind it, did not give what a dialog asked for, in the viewer's language. */
import { isJsonObject } from '../model/json';
import { hasText, text } from './texts';

/** @param response one that is not ok */
export async function refusalOf(response: Response): Promise<string> {
  switch (response.status) {
    case 401:
    case 403:
      return text('ask.notAllowed');
    case 429:
      return text('ask.tooOften');
    default:
      return describe(await response.json());
  }
}

/** The code has a translation; a message is in English. */
function describe(answer: unknown): string {
  const { code, message } = isJsonObject(answer) ? answer : {};
  if (typeof code === 'string' && hasText(`failure.${code}`)) return text(`failure.${code}`);
  return typeof message === 'string' ? message : text('delivery.noAnswer');
}
