/** An account that nobody has deployed. */
import type { EditorPage } from './editor-page';

/** Opens the dialog of a new node. What was entered into its account, `ward`, is in the editor only. */
export async function openWithAccount(
  editor: EditorPage,
  values: Readonly<Record<string, unknown>>,
  node: { readonly id: string; readonly type: string },
): Promise<void> {
  const { userName, secret, privateKey, ...settings } = values;
  await editor.importNodes([
    { id: 'ward', type: 'icure-account', name: 'Ward 3', ...settings },
    { z: '', x: 400, y: 200, wires: [], account: 'ward', ...node },
  ]);
  // As the account's dialog leaves them in the editor.
  const credentials = JSON.stringify({ userName, secret, privateKey, has_secret: true, has_privateKey: true });
  await editor.evaluate(`RED.nodes.node('ward').credentials = ${credentials}`);
  await editor.openDialog(node.id);
}
