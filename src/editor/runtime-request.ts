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

/** Where the editor asks for a login, its requests carry a token. */
function authorization(): Readonly<Record<string, string>> {
  const tokens: unknown = RED.settings.get('auth-tokens');
  const token =
    typeof tokens === 'object' && tokens !== null && 'access_token' in tokens ? tokens.access_token : undefined;
  return typeof token === 'string' ? { authorization: `Bearer ${token}` } : {};
}
