/** What axe-core, the usual judge of web pages' accessibility, finds in a part of the editor. */
import type { AxeResults } from 'axe-core';
import type { EditorPage } from './editor-page';

/** The grades that keep somebody from using a dialog. */
const SERIOUS = ['serious', 'critical'];

/**
 * The serious and critical violations in the elements that `include` selects, each as one line with the element and what is wrong with it.
 * @param exclude selects what Node-RED itself puts there
 */
export async function violations(
  editor: EditorPage,
  include: string,
  exclude: readonly string[] = [],
): Promise<string[]> {
  if (!(await editor.evaluate<boolean>(`'axe' in window`))) {
    await editor.page.addScriptTag({ path: require.resolve('axe-core/axe.min.js') });
    // The page's body has no height of its own, and axe would take everything in it for hidden.
    await editor.page.addStyleTag({ content: 'body { min-height: 100vh; }' });
  }
  const context = JSON.stringify({ include: [include], exclude: exclude.map((selector) => [selector]) });
  const results = await editor.evaluate<AxeResults>(`axe.run(${context}, { resultTypes: ['violations'] })`);
  return results.violations
    .filter(({ impact }) => SERIOUS.includes(impact ?? ''))
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`));
}
