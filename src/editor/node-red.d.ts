/** What of Node-RED's editor and of its jQuery widgets the dialogs use. The types on npm lack validators that give a reason. */

/** A node or config node in the editor. Its other properties are its settings, as they stand in the flow file. */
interface EditorNode {
  readonly id: string;
  readonly type: string;
  /** What its type was registered with. */
  readonly _def: {
    readonly defaults: Readonly<Record<string, unknown>>;
    readonly credentials?: Readonly<Record<string, unknown>>;
  };
  /** As far as the editor knows them: of a password, `has_<name>` says whether there is one. */
  readonly credentials?: Readonly<Record<string, unknown>>;
  [setting: string]: unknown;
}

interface NotificationOptions {
  readonly type: 'warning';
  /** Nothing else can be used until the notification is closed. */
  readonly modal: true;
  /** It does not close by itself. */
  readonly fixed: true;
  /** The first one gets the focus. */
  readonly buttons: readonly { readonly text: string; readonly class?: 'primary'; readonly click: () => void }[];
}

interface NodeRedEditor {
  readonly settings: { get(name: string): unknown };
  /** The text of a catalogue entry in the viewer's language; the key itself when there is none. */
  _(key: string, values?: Readonly<Record<string, unknown>>): string;
  readonly i18n: { lang(): string };
  readonly events: Record<'on' | 'off', (event: 'editor:close', listener: () => void) => void>;
  readonly editor: {
    /** The nodes whose dialogs are open, the topmost last. */
    getEditStack(): readonly EditorNode[];
  };
  readonly i18n: {
    /** The viewer's language, of those that the editor has. */
    lang(): string;
  };
  readonly comms: {
    /** Hears what the runtime tells the editors, by topic (`#`: any rest). Subscribers of a topic get the same frame, one after the other. */
    subscribe(topic: string, listener: (topic: string, frame: { text?: string | null }) => void): void;
  };
  readonly view: { redrawStatus(node: EditorNode): void };
  readonly nodes: {
    /** A node or config node as it stands in the editor. */
    /** Node-RED 4 gives undefined where 5 gives null. */
    node(id: string): EditorNode | null | undefined;
    /** The subflow with an id, if it is one's. */
    subflow(id: unknown): object | undefined;
    /** The flows as they were loaded or last deployed from here, as in the flow file. */
    originalFlow(): readonly EditorNode[] | undefined;
  };
  readonly clipboard: {
    /** @returns whether the browser did it */
    copyText(value: string): boolean;
  };
  notify(content: HTMLElement, options: NotificationOptions): { close(): void };
}

/** https://nodered.org/docs/api/ui/editableList/ */
interface EditableListOptions<Item> {
  /** The label of the button that adds an item. */
  readonly addButton: string;
  readonly height: 'auto';
  readonly removable: false;
  /** Fills the row of an item; an item that the button adds is an empty object. */
  readonly addItem: (row: ArrayLike<HTMLElement>, index: number, item: Partial<Item>) => void;
}

interface EditableList<Item> {
  editableList(options: EditableListOptions<Item>): void;
  editableList(action: 'addItem' | 'removeItem', item: Item): void;
}

/** https://api.jqueryui.com/sortable/ */
interface SortableOptions {
  /** Selectors: by what items are dragged, which children they are, and to which lists besides. */
  readonly handle: string;
  readonly items: string;
  readonly connectWith: string;
  /** The class of the place at which an item would be dropped. */
  readonly placeholder: string;
  readonly forcePlaceholderSize: boolean;
  readonly tolerance: 'pointer';
  /** Pixels that a press moves before it drags. */
  readonly distance: number;
  readonly start: (event: unknown, dragging: { readonly item: ArrayLike<HTMLElement> }) => void;
  readonly stop: (event: unknown, dragging: { readonly item: ArrayLike<HTMLElement> }) => void;
}

interface Sortable {
  sortable(settings: SortableOptions | 'refresh'): void;
  sortable(action: 'option', name: 'connectWith', value: string | false): void;
}

declare const RED: NodeRedEditor;

interface Listening {
  on(events: string, listener: () => void): void;
}

declare function $<Item>(element: HTMLElement): EditableList<Item> & Sortable & Listening;
