/** Requests of the dialogs to the runtime, which `nodes/admin-endpoints.ts` answers. */

/** @param route relative to the editor's address */
export function askRuntime(method: 'GET' | 'POST', route: string): Promise<Response> {
  return fetch(route, { method, headers: { accept: 'application/json', ...authorization() } });
}

/** Where the editor asks for a login, its requests carry a token. */
function authorization(): Readonly<Record<string, string>> {
  const tokens: unknown = RED.settings.get('auth-tokens');
  const token =
    typeof tokens === 'object' && tokens !== null && 'access_token' in tokens ? tokens.access_token : undefined;
  return typeof token === 'string' ? { authorization: `Bearer ${token}` } : {};
}
