/** Somebody new, who only clicks, drags and fills in fields, and whose every move is counted. */
import type { Locator } from 'playwright-core';
import type { EditorPage } from './editor-page';

export class Newcomer {
  /** What was done, in words, in order. */
  readonly interactions: string[] = [];

  constructor(private readonly editor: EditorPage) {}

  async drag(type: string, place: { readonly x: number; readonly y: number }): Promise<string> {
    this.#count(`drag ${type}`);
    return this.editor.drag(type, place);
  }

  /** A double click. */
  async open(id: string): Promise<void> {
    this.#count('open the node');
    await this.editor.openDialog(id);
  }

  async addAccount(): Promise<void> {
    this.#count('add an account');
    await this.editor.openAccount('add');
  }

  async fill(label: string, text: string): Promise<void> {
    this.#count(`fill in "${label}"`);
    await (await this.#field(label)).fill(text);
  }

  async tick(label: string): Promise<void> {
    this.#count(`tick "${label}"`);
    await (await this.#field(label)).check();
  }

  async press(button: string): Promise<void> {
    this.#count(`press "${button}"`);
    await this.editor.page.getByRole('button', { name: button }).click();
  }

  async closeAccount(): Promise<void> {
    this.#count('done with the account');
    await this.editor.closeAccount();
  }

  async closeDialog(): Promise<void> {
    this.#count('done with the node');
    await this.editor.closeDialog();
  }

  async deploy(): Promise<void> {
    this.#count('deploy');
    await this.editor.deploy(() => this.editor.page.locator('#red-ui-header-button-deploy').click());
  }

  /** By the label that is seen; as long as a field is not valid, Node-RED gives it another one for those who only hear it. */
  async #field(text: string): Promise<Locator> {
    const label = this.editor.page.locator('.red-ui-tray label', { hasText: new RegExp(`^\\s*${text}\\s*$`) });
    const id = await label.getAttribute('for');
    return id === null ? label.locator('input') : this.editor.page.locator(`#${id}`);
  }

  #count(what: string): void {
    this.interactions.push(what);
  }
}
