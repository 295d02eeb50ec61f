/** Requests of the dialogs to the runtime, which `nodes/admin/` answers. */

/**
 * A POST is always JSON, also when there is nothing to say: the runtime takes nothing else.
 * @param route relative to the editor's address
 * @param signal aborts the request
 */
export function askRuntime(
  method: 'GET' | 'POST',
  route: string,
  body: object = {},
  signal?: AbortSignal,
): Promise<Response> {
  return fetch(route, {
    method,
    headers: {
      accept: 'application/json',
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      ...authorization(),
    },
    ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Reads JSON that comes a line at a time. Rejects when the answer is cut off, or is something else. */
export async function readLines(response: Response, onLine: (line: unknown) => void): Promise<void> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let rest = '';
  for (let chunk = await reader?.read(); chunk?.done === false; chunk = await reader?.read()) {
    const lines = (rest + decoder.decode(chunk.value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(JSON.parse(line));
  }
}

/** Where the editor asks for a login, its requests carry a token. */
function authorization(): Readonly<Record<string, string>> {
  const tokens: unknown = RED.settings.get('auth-tokens');
  const token =
    typeof tokens === 'object' && tokens !== null && 'access_token' in tokens ? tokens.access_token : undefined;
  return typeof token === 'string' ? { authorization: `Bearer ${token}` } : {};
}
