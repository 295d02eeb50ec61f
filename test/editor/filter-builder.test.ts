/** The dialog's filter builder, used by clicks, by dragging and by keyboard. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { eventNodeType, type EntityName } from '../../src/model/entities';
import type { JsonValue } from '../../src/model/json';
import type { EditorPage } from './editor-page';
import { ACCOUNT, EditorTestbed } from './editor-testbed';

const EMPTY = { owner: 'self', match: 'all', criteria: [] };
const label = (type: string) => ({ by: 'label', type });

describe('the filter builder', function () {
  const bed = new EditorTestbed();
  let editor: EditorPage;
  let nodes = 0;

  before(async () => {
    await bed.startEditor();
    editor = await bed.open();
    await editor.importNodes([ACCOUNT]);
  });

  after(() => bed.end());

  afterEach(async () => {
    const cancel = editor.page.locator('#node-dialog-cancel');
    if (await cancel.isVisible()) await cancel.click();
    await editor.page.locator('#dialog-form').waitFor({ state: 'detached' });
    assert.deepEqual(editor.errors.splice(0), []);
  });

  /** Opens the dialog of a new node with a stored filter; returns the node's id. */
  async function open(filter: JsonValue | undefined, entity: EntityName = 'Patient'): Promise<string> {
    nodes += 1;
    const id = `node${nodes}`;
    const z = await editor.evaluate<string>('RED.workspaces.active()');
    const place = { x: 150, y: 60 + 40 * nodes, wires: [[]] };
    const settings = { name: '', account: ACCOUNT.id, create: true, update: false, delete: false };
    await editor.importNodes([
      { id, type: eventNodeType(entity), z, ...place, ...settings, ...(filter === undefined ? {} : { filter }) },
    ]);
    await editor.openDialog(id);
    return id;
  }

  async function stored(id: string): Promise<unknown> {
    return (await editor.settings(id)).filter;
  }

  /** Closes the dialog by "Done"; returns what is stored then. */
  async function done(id: string): Promise<unknown> {
    await editor.closeDialog();
    return stored(id);
  }

  const button = (name: string): Locator => editor.page.getByRole('button', { name, exact: true });
  const criterion = (place: string): Locator =>
    editor.page.getByRole('group', { name: `Criterion ${place}`, exact: true });
  const group = (place: string): Locator => editor.page.getByRole('group', { name: `Group ${place}`, exact: true });
  const field = (row: Locator, name: string): Locator => row.locator(`[data-field="${name}"]`);
  const summary = async (): Promise<string> => (await editor.page.locator('.icure-filter-summary').textContent()) ?? '';

  it('makes a filter with a group by clicks', async () => {
    const id = await open(EMPTY, 'DataSample');
    assert.equal(await summary(), 'everything shared with me');
    await button('add criterion').click();
    await field(criterion('1'), 'type').fill('IC-TEST');
    await field(criterion('1'), 'code').fill('TEST');
    assert.equal(await summary(), 'label IC-TEST|TEST, shared with me');
    await button('add group').click();
    await criterion('2.1').getByLabel('Filter by').selectOption('patient');
    await field(criterion('2.1'), 'ids').fill('a1, b2');
    await button('add criterion to group 2').click();
    await criterion('2.2').getByLabel('Filter by').selectOption('value date');
    await field(criterion('2.2'), 'from').fill('2026-01-01');
    await criterion('2.2').getByLabel('is or is not').selectOption('is not');
    await group('2').getByLabel('Of the criteria in the group').selectOption('none is true');
    assert.equal(
      await summary(),
      'label IC-TEST|TEST and not (patient a1, b2 or not value date from 2026-01-01), shared with me',
    );
    assert.deepEqual(await done(id), {
      owner: 'self',
      match: 'all',
      criteria: [
        { by: 'label', type: 'IC-TEST', code: 'TEST' },
        {
          match: 'any',
          criteria: [
            { by: 'patient', ids: ['a1', 'b2'] },
            { by: 'valueDate', from: '2026-01-01', not: true },
          ],
          not: true,
        },
      ],
    });
    assert.deepEqual(await editor.validationErrors(id), []);
  });

  it('moves a criterion through the list, into a group and out, by buttons', async () => {
    const id = await open({
      ...EMPTY,
      criteria: [label('a'), { match: 'any', criteria: [label('b')] }, label('c')],
    });
    const moves = [
      ['Move criterion 1 down', [{ match: 'any', criteria: [label('a'), label('b')] }, label('c')], 'criterion 1.1'],
      ['Move criterion 2 up', [{ match: 'any', criteria: [label('a'), label('b'), label('c')] }], 'criterion 1.3'],
      ['Move criterion 1.1 up', [label('a'), { match: 'any', criteria: [label('b'), label('c')] }], 'criterion 1'],
      ['Move criterion 2.2 down', [label('a'), { match: 'any', criteria: [label('b')] }, label('c')], 'criterion 3'],
      ['Move group 2 up', [{ match: 'any', criteria: [label('b')] }, label('a'), label('c')], 'group 1'],
    ] as const;
    for (const [name, criteria, place] of moves) {
      await button(name).click();
      const announced = await editor.page.locator('.icure-filter-list > [role=status]').textContent();
      assert.match(announced ?? '', new RegExp(`^Moved.*: now ${place}\\.$`));
      const focused = await editor.evaluate<string>('document.activeElement.getAttribute("aria-label")');
      assert.match(focused.toLowerCase(), new RegExp(`move ${place} (up|down)`), 'the focus follows');
      assert.deepEqual(await shown(), criteria, name);
    }
    await button('Move group 1 up').click();
    await button('Remove criterion 1.1').click();
    assert.ok(await group('1').getByText('A group needs at least one criterion.').isVisible());
    await button('Remove group 1').click();
    assert.deepEqual(await done(id), { ...EMPTY, criteria: [label('a'), label('c')] });
  });

  /** The criteria that the form shows. */
  async function shown(): Promise<unknown> {
    await button('as JSON').click();
    const json = await editor.page.getByLabel('Filter as JSON').inputValue();
    await button('as form').click();
    return (JSON.parse(json) as { criteria: unknown }).criteria;
  }

  it('makes a filter with a group by keyboard alone', async () => {
    const id = await open(EMPTY);
    const { keyboard } = editor.page;
    const press = async (...keys: readonly string[]): Promise<void> => {
      for (const key of keys) await keyboard.press(key);
    };
    await editor.page.getByLabel('Criteria', { exact: true }).focus();
    await press('ArrowDown', 'Tab', 'Enter');
    // The kind, is or is not, why it is checked here, and the first field.
    await press('Tab', 'Tab', 'Tab');
    await keyboard.type('a');
    // Its second field, the three buttons of the criterion, "add criterion" and "add group".
    await press('Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Enter');
    // The group's wish, its three buttons, and its first criterion.
    await press('ArrowDown', 'Tab', 'Tab', 'Tab', 'Tab', 'ArrowDown', 'ArrowDown');
    await press('Tab', 'ArrowDown', 'Tab');
    await keyboard.type('x, y');
    await press('Alt+ArrowUp');
    assert.equal(await editor.evaluate('document.activeElement.value'), 'x, y', 'the focus stays in the field');
    await press('Alt+ArrowDown', 'Control+Enter');
    await editor.page.locator('#dialog-form').waitFor({ state: 'detached' });
    assert.deepEqual(await stored(id), {
      owner: 'self',
      match: 'any',
      criteria: [label('a'), { match: 'all', criteria: [{ by: 'id', ids: ['x', 'y'], not: true }], not: true }],
    });
  });

  describe('by dragging', () => {
    /** Drags the handle of a row or group to a place beside the top left corner of another. */
    async function drag(from: Locator, to: Locator, below: number): Promise<void> {
      const [start, end] = [
        await from.locator('.icure-drag-handle').first().boundingBox(),
        await to.locator('.icure-drag-handle').first().boundingBox(),
      ];
      assert.ok(start && end);
      const { mouse } = editor.page;
      await mouse.move(start.x + 6, start.y + 12);
      await mouse.down();
      await mouse.move(start.x + 12, start.y + 18, { steps: 3 });
      await mouse.move(end.x + 8, end.y + 12 + below, { steps: 20 });
      await mouse.up();
      await editor.page.locator('.ui-sortable-helper').waitFor({ state: 'detached' });
    }

    it('changes the order', async () => {
      const id = await open({ ...EMPTY, criteria: [label('a'), label('b'), label('c')] });
      await drag(criterion('1'), criterion('3'), 14);
      assert.deepEqual(await done(id), { ...EMPTY, criteria: [label('b'), label('c'), label('a')] });
    });

    it('moves criteria into a group and out', async () => {
      const id = await open({
        ...EMPTY,
        criteria: [{ match: 'any', criteria: [label('b'), label('c')] }, label('a'), label('d')],
      });
      await drag(criterion('2'), criterion('1.2'), -4);
      const group = { match: 'any', criteria: [label('b'), label('a'), label('c')] };
      assert.deepEqual(await shown(), [group, label('d')]);
      await drag(criterion('1.3'), criterion('2'), 10);
      assert.deepEqual(await done(id), {
        ...EMPTY,
        criteria: [{ match: 'any', criteria: [label('b'), label('a')] }, label('d'), label('c')],
      });
    });

    it('does not move a group into a group', async () => {
      const [one, other] = [
        { match: 'any', criteria: [label('a'), label('b')] },
        { match: 'all', criteria: [label('c')] },
      ];
      const id = await open({ ...EMPTY, criteria: [one, other] });
      await drag(group('2'), criterion('1.2'), 0);
      const { criteria } = (await done(id)) as { criteria: readonly { criteria: unknown }[] };
      assert.deepEqual(
        [...criteria].sort((a) => (JSON.stringify(a) === JSON.stringify(one) ? -1 : 1)),
        [one, other],
      );
    });
  });

  describe('as JSON', () => {
    const json = (): Locator => editor.page.getByLabel('Filter as JSON');

    it('shows the whole filter, and takes over what is changed', async () => {
      const id = await open({ ...EMPTY, criteria: [label('a')] });
      await button('as JSON').click();
      assert.deepEqual(JSON.parse(await json().inputValue()), { ...EMPTY, criteria: [label('a')] });
      const changed = {
        owner: 'hcp-7',
        match: 'any',
        criteria: [{ match: 'all', criteria: [label('b'), { by: 'future', x: [1] }] }],
      };
      await json().fill(JSON.stringify(changed));
      await button('as form').click();
      assert.equal(await field(criterion('1.1'), 'type').inputValue(), 'b');
      assert.match(await criterion('1.2').getByLabel('Criterion as JSON').inputValue(), /"future"/);
      assert.equal(await editor.page.getByLabel('id of the data owner').inputValue(), 'hcp-7');
      assert.deepEqual(await done(id), changed);
    });

    it('says where it is no JSON, keeps it, and marks the node', async () => {
      const id = await open(EMPTY);
      await button('as JSON').click();
      const wrong = '{\n  "match": "all"\n  "criteria": []\n}';
      const problem = 'Filter: line 3, column 3: a comma or a closing bracket is expected, not “"”.';
      await json().fill(wrong);
      assert.ok(await editor.page.getByText(problem).isVisible());
      await button('as form').click();
      assert.ok(await editor.page.getByText(`This cannot be shown as a form. ${problem}`).isVisible());
      assert.equal(await json().inputValue(), wrong, 'nothing is lost');
      assert.equal(await done(id), wrong);
      assert.deepEqual(await editor.validationErrors(id), [problem]);
      assert.ok(await editor.page.locator(`[id="${id}"] .red-ui-flow-node-error`).isVisible());

      await editor.openDialog(id);
      assert.equal(await json().inputValue(), wrong);
      await json().fill('{}');
      await button('as form').click();
      assert.equal(await summary(), 'everything shared with me');
      await editor.closeDialog();
      assert.deepEqual(await editor.validationErrors(id), []);
    });

    it('opens with what the form cannot show', async () => {
      const filter = { owner: 'self', match: 'some', criteria: [], extra: 1 };
      const id = await open(filter);
      assert.deepEqual(JSON.parse(await json().inputValue()), filter);
      assert.ok(
        await editor.page.getByText('Filter: "extra" is not known here; known: owner, match, criteria.').isVisible(),
      );
      assert.deepEqual(await done(id), filter);
    });
  });

  describe('with wrong inputs', () => {
    /** Entity, kind, fields to fill in, the field that is wrong (none: the whole criterion), and what is said. */
    const cases: readonly (readonly [EntityName, string, Readonly<Record<string, string>>, string, string])[] = [
      ['Patient', 'label', { code: 'x' }, 'type', '"type" is missing.'],
      ['Patient', 'id', { ids: ' , ' }, 'ids', '"ids" is missing.'],
      ['Patient', 'identifier', { system: 'x' }, 'value', '"value" is missing.'],
      ['Patient', 'name', { name: ' -- ' }, 'name', '"name" has no letter and no digit.'],
      ['Patient', 'ssin', { ssin: '.' }, 'ssin', '"SSIN" has no letter and no digit.'],
      ['Patient', 'birthDate', {}, '', '"from" or "to" is missing.'],
      [
        'Patient',
        'birthDate',
        { from: '2026-02-30' },
        'from',
        '"from" must be a date like 2026-01-31 or 2026-01-31T08:30, or ${NAME}.',
      ],
      [
        'Patient',
        'birthDate',
        { to: 'today' },
        'to',
        '"to" must be a date like 2026-01-31 or 2026-01-31T08:30, or ${NAME}.',
      ],
      ['Patient', 'birthDate', { from: '2026-01-02', to: '2026-01-01' }, '', '"from" is later than "to".'],
      ['Patient', 'gender', {}, 'gender', '"gender" is missing.'],
      ['User', 'email', {}, 'email', '"e-mail" is missing.'],
    ];

    it('says what is wrong beside the field, and no more when it is right', async () => {
      for (const entity of ['Patient', 'User'] as const) {
        await open(entity === 'User' ? { match: 'all', criteria: [] } : EMPTY, entity);
        await button('add criterion').click();
        const row = criterion('1');
        for (const [, kind, values, blamed, said] of cases.filter(([name]) => name === entity)) {
          await row.getByLabel('Filter by').selectOption('id');
          await field(row, 'ids').fill('');
          await row.getByLabel('Filter by').selectOption(kind);
          for (const [name, value] of Object.entries(values)) await field(row, name).fill(value);
          const name = `${kind}: ${said}`;
          assert.deepEqual(await row.locator('.icure-problem:not(:empty)').allTextContents(), [said], name);
          if (blamed === '') continue;
          assert.equal(await field(row, blamed).first().getAttribute('aria-invalid'), 'true', name);
          const described = ((await field(row, blamed).first().getAttribute('aria-describedby')) ?? '').split(' ');
          const words = described.map((id) => editor.page.locator(`[id="${id}"]`).textContent());
          assert.equal((await Promise.all(words)).join(''), said, name);
        }
        await row.getByLabel('Filter by').selectOption('id');
        await field(row, 'ids').fill('x');
        assert.deepEqual(await editor.page.locator('#icure-filter .icure-problem:not(:empty)').count(), 0);
        await editor.page.locator('#node-dialog-cancel').click();
        await editor.page.locator('#dialog-form').waitFor({ state: 'detached' });
      }
    });

    it('says it of each criterion, and of the first one below', async () => {
      await open({ ...EMPTY, criteria: [{ by: 'label' }, { criteria: [label('a'), { by: 'name' }] }] });
      assert.equal(await criterion('1').locator('.icure-problem:not(:empty)').textContent(), '"type" is missing.');
      assert.equal(await criterion('2.1').locator('.icure-problem:not(:empty)').count(), 0);
      assert.equal(await criterion('2.2').locator('.icure-problem:not(:empty)').textContent(), '"name" is missing.');
      assert.ok(await editor.page.getByText('Filter, criterion 1: "type" is missing.').isVisible());
    });
  });

  it('takes an environment variable in every field', async () => {
    const criteria: readonly ({ readonly by: string } & Readonly<Record<string, string>>)[] = [
      { by: 'label', type: '${TYPE}', code: '${CODE}' },
      { by: 'id', ids: '${IDS}' },
      { by: 'birthDate', from: '${FROM}', to: '${TO}' },
      { by: 'gender', gender: '${GENDER}' },
    ];
    const id = await open(EMPTY);
    await editor.page.getByLabel('Owner', { exact: true }).selectOption('another data owner');
    await editor.page.getByLabel('id of the data owner').fill('${OWNER}');
    for (const [index, { by, ...fields }] of criteria.entries()) {
      await button('add criterion').click();
      const row = criterion(String(index + 1));
      await row.getByLabel('Filter by').selectOption(by);
      for (const [name, value] of Object.entries(fields)) {
        const control = field(row, name);
        if (by === 'gender') await control.first().selectOption('environment variable…');
        await control.last().fill(value);
      }
    }
    assert.deepEqual(await done(id), { owner: '${OWNER}', match: 'all', criteria });
    assert.deepEqual(await editor.validationErrors(id), []);
  });

  it('picks dates from a calendar, and keeps the time', async () => {
    await open({ ...EMPTY, criteria: [{ by: 'birthDate', from: '2026-01-31T08:30' }] });
    await editor.page.getByRole('button', { name: 'Pick a date: from' }).click();
    await editor.page.locator('.icure-calendar').first().fill('2026-02-01');
    assert.equal(await field(criterion('1'), 'from').inputValue(), '2026-02-01T08:30');
  });

  it('marks what the server cannot match live, and says what that means', async () => {
    await open({ ...EMPTY, criteria: [label('a'), { by: 'valueDate', from: '2026-01-01' }] }, 'DataSample');
    assert.equal(await criterion('1').getByText('checked here').count(), 0);
    const mark = criterion('2').getByRole('note');
    const why = mark.locator('.icure-checked-here-why');
    assert.ok(!(await why.isVisible()));
    await mark.focus();
    assert.ok(await why.isVisible());
    assert.match((await mark.getAttribute('aria-label')) ?? '', /^The server cannot match this by itself/);
  });

  it('changes nothing by being opened and closed, whatever is stored', async () => {
    const filters: readonly (JsonValue | undefined)[] = [
      undefined,
      {},
      { criteria: [], match: 'any' },
      { criteria: [{ not: false, code: ' ', by: 'label', type: ' a ' }] },
      { criteria: [{ criteria: [{ by: 'id', ids: ['a,b', ''] }] }, 7, null, 'text'] },
      { owner: 'self', match: 'all', criteria: [], extra: true },
      [],
      '{ "criteria": ',
      '${FILTER}',
    ];
    for (const filter of filters) {
      const id = await open(filter);
      await editor.evaluate(`RED.nodes.dirty(false)`);
      const before = await editor.settings(id);
      await editor.closeDialog();
      assert.deepEqual(await editor.settings(id), before, JSON.stringify(filter));
      await editor.openDialog(id);
      for (const view of ['as JSON', 'as form']) await button(view).click();
      await editor.closeDialog();
      assert.deepEqual(await editor.settings(id), before, JSON.stringify(filter));
      assert.deepEqual(
        await editor.evaluate(
          `[RED.nodes.dirty(), !!RED.nodes.node('${id}').changed && !RED.nodes.node('${id}').moved]`,
        ),
        [false, false],
        JSON.stringify(filter),
      );
    }
  });

  describe('says in a line what a filter means', () => {
    /** Entity, filter, and the line in English and French. */
    const cases: readonly (readonly [EntityName | 'any', JsonValue | undefined, string, string])[] = [
      ['Patient', undefined, 'everything shared with me', 'tout ce qui est partagé avec moi'],
      ['User', {}, 'everything', 'tout'],
      ['User', { criteria: [{ by: 'login', login: 'jon' }] }, 'login jon', 'identifiant de connexion jon'],
      [
        'Patient',
        {
          owner: 'hcp-7',
          criteria: [
            { by: 'gender', gender: 'female', not: true },
            { by: 'name', name: 'sno jo' },
          ],
        },
        'not gender female and name sno jo, shared with hcp-7',
        'pas genre féminin et nom sno jo, partagé avec hcp-7',
      ],
      [
        'DataSample',
        {
          match: 'any',
          criteria: [
            { by: 'valueDate', to: '2026-01-31' },
            { criteria: [label('a'), { by: 'id', ids: ['1', '2', '3', '4', '5'] }], not: true },
            { match: 'any', criteria: [{ by: 'label' }] },
          ],
        },
        'value date until 2026-01-31 or not (label a and id 1, 2, 3 and 2 more) or label …, shared with me',
        "date de valeur jusqu'au 2026-01-31 ou pas (étiquette a et id 1, 2, 3 et 2 de plus) ou étiquette …, partagé avec moi",
      ],
      [
        'any',
        { criteria: [{ by: 'x__one__$t(y)' }] },
        '{"by":"x__one__$t(y)"}, shared with me',
        '{"by":"x__one__$t(y)"}, partagé avec moi',
      ],
      ['Patient', '${FILTER}', '${FILTER}', '${FILTER}'],
      ['Patient', '{ "criteria": ', 'not a filter', "ce n'est pas un filtre"],
    ];

    it('in English', async () => {
      for (const [scope, filter, english] of cases) assert.equal(await say(editor, filter, scope), english);
    });

    it('in French', async () => {
      const french = await bed.open({ language: 'fr' });
      for (const [scope, filter, , line] of cases) assert.equal(await say(french, filter, scope), line);
      await french.close();
    });

    function say(page: EditorPage, filter: JsonValue | undefined, scope: string): Promise<string> {
      return page.evaluate(`icureEditor.summarizeFilter(${JSON.stringify(filter)}, ${JSON.stringify(scope)})`);
    }
  });

  it('fits into a narrow window', async () => {
    await editor.page.setViewportSize({ width: 750, height: 500 });
    await open({ ...EMPTY, criteria: [{ criteria: [{ by: 'birthDate', from: '2026-13-01' }, label('a')] }] });
    const [width, wanted] = await editor.evaluate<[number, number]>(
      `((body) => [body.clientWidth, body.scrollWidth])(document.querySelector('.red-ui-tray-body'))`,
    );
    assert.ok(wanted <= width, `${wanted} of ${width} pixels`);
    await editor.page.setViewportSize({ width: 1500, height: 1000 });
  });
});
