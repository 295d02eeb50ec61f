import assert from 'node:assert/strict';
import {
  changeKind,
  emptyRow,
  fitsForm,
  fromDraft,
  fromRow,
  refit,
  toDraft,
  type FieldsRow,
} from '../../src/editor/filter-draft';
import { criteriaOf, parseScoped } from '../../src/editor/filter-scope';
import { ENTITIES, ENTITY_NAMES } from '../../src/model/entities';
import { parseFilter, type FilterParsing } from '../../src/model/filter';

const LABEL: FieldsRow = { kind: 'label', not: false, texts: { type: 'IC-TEST', code: 'TEST' } };

function problemOf(parsing: FilterParsing): { criterion: string | undefined; code: string } {
  assert.ok(!parsing.ok);
  const { criterion, code } = parsing.problem;
  return { criterion, code };
}

describe('a filter while it is edited', () => {
  it('is everything of the account itself when nothing was stored', () => {
    for (const stored of [undefined, null, '', 'text', [], { criteria: 'text' }]) {
      assert.deepEqual(toDraft(stored, 'Patient'), { owner: 'self', match: 'all', rows: [] });
    }
  });

  it('has no owner for an entity without one', () => {
    assert.deepEqual(fromDraft(toDraft(undefined, 'User'), 'User'), { match: 'all', criteria: [] });
  });

  it('comes back as it was stored, whatever is in it', () => {
    const filters = [
      { owner: 'hcp-1', match: 'any', criteria: [{ by: 'label', type: 'a', code: 'b', not: true }] },
      {
        owner: 'self',
        match: 'all',
        criteria: [
          { by: 'identifier', system: 's', value: 'v' },
          { by: 'id', ids: ['1', '2'] },
        ],
      },
      { owner: 'self', match: 'all', criteria: [{ match: 'any', criteria: [{ by: 'label', type: 'a' }] }] },
      { owner: 'self', match: 'all', criteria: [{ by: 'id', ids: ['with, comma'] }, { by: 'unknown', x: 1 }, 7, null] },
      {
        owner: 'self',
        match: 'all',
        criteria: [
          { by: 'label', type: 'a', extra: true },
          { by: 'label', type: 1 },
        ],
      },
    ];
    for (const filter of filters) assert.deepEqual(fromDraft(toDraft(filter, 'Patient'), 'Patient'), filter);
  });

  it('leaves out what is empty, and blanks around', () => {
    const row: FieldsRow = { kind: 'label', not: false, texts: { type: ' a ', code: ' ' } };
    assert.deepEqual(fromDraft({ owner: ' ', match: 'all', rows: [row] }, 'Patient'), {
      owner: 'self',
      match: 'all',
      criteria: [{ by: 'label', type: 'a' }],
    });
  });

  it('is refused by the validation when its JSON text is none', () => {
    const filter = fromDraft({ owner: 'self', match: 'all', rows: [{ kind: 'json', json: '{ "by": ' }] }, 'Patient');
    assert.deepEqual(problemOf(parseFilter(filter, 'Patient')), { criterion: '1', code: 'part-not-object' });
  });

  it('takes over the fields of the same name when the kind of a criterion changes', () => {
    assert.deepEqual(changeKind(LABEL, 'code'), { ...LABEL, kind: 'code' });
    assert.deepEqual(changeKind(LABEL, 'id'), { kind: 'id', not: false, texts: { ids: '' } });
  });

  it('has groups of criteria', () => {
    const rows = [LABEL, { kind: 'json', json: '{"by":"unknown"}' } as const];
    const filter = fromDraft(
      { owner: 'self', match: 'all', rows: [{ kind: 'group', match: 'any', not: true, rows }] },
      'Patient',
    );
    assert.deepEqual(filter.criteria, [
      { match: 'any', criteria: [{ by: 'label', type: 'IC-TEST', code: 'TEST' }, { by: 'unknown' }], not: true },
    ]);
    const [group] = toDraft(filter, 'Patient').rows;
    assert.ok(group?.kind === 'group');
    assert.deepEqual([group.match, group.not, group.rows.map(({ kind }) => kind)], ['any', true, ['label', 'json']]);
  });

  it('is shown as a form only when the form loses nothing of it', () => {
    for (const filter of [undefined, null, '', {}, { owner: 'hcp-1', match: 'any', criteria: [7] }]) {
      assert.ok(fitsForm(filter, 'Patient'), JSON.stringify(filter));
    }
    for (const filter of [
      '{ "by": ',
      '${FILTER}',
      [],
      7,
      { owner: 7 },
      { match: 'some' },
      { criteria: {} },
      { x: 1 },
    ]) {
      assert.ok(!fitsForm(filter, 'Patient'), JSON.stringify(filter));
    }
    assert.ok(!fitsForm({ owner: 'hcp-1' }, 'User'));
  });

  it('keeps a criterion as it was stored, with its blanks, until it is changed', () => {
    const filter = { owner: 'self', match: 'all', criteria: [{ by: 'label', code: ' ', type: ' a ' }] };
    const draft = toDraft(filter, 'Patient');
    assert.deepEqual(fromDraft(draft, 'Patient'), filter);
    const [row] = draft.rows;
    assert.ok(row?.kind === 'label');
    assert.deepEqual(fromRow(changeKind(row, 'code')), { by: 'code', type: 'a' });
  });

  describe('with environment variables', () => {
    it('stores a list that is one as one, and others item by item', () => {
      const typed = (ids: string) => fromRow({ kind: 'id', not: false, texts: { ids } });
      assert.deepEqual(typed(' ${IDS} '), { by: 'id', ids: '${IDS}' });
      assert.deepEqual(typed('${A}, b'), { by: 'id', ids: ['${A}', 'b'] });
      const [row] = toDraft({ criteria: [{ by: 'id', ids: '${IDS}' }] }, 'Patient').rows;
      assert.ok(row?.kind === 'id');
      assert.equal(row.texts.ids, '${IDS}');
    });

    it('is judged by the rest', () => {
      const right = [
        '${FILTER}',
        { owner: '${OWNER}', criteria: [{ by: 'id', ids: '${IDS}' }] },
        { criteria: [{ by: 'gender', gender: '${GENDER}' }] },
        { criteria: [{ by: 'birthDate', from: '${FROM}' }] },
        { criteria: [{ by: 'birthDate', from: '${FROM}', to: '1900-01-01' }] },
        { criteria: [{ by: 'birthDate', from: '2900-01-01', to: '${TO}' }] },
        { criteria: [{ match: 'any', criteria: [{ by: 'name', name: '${WHO}' }] }] },
      ];
      for (const filter of right) assert.ok(parseScoped(filter, 'Patient').ok, JSON.stringify(filter));
      const wrong = [
        [{ criteria: [{ by: 'gender', gender: 'x${GENDER}' }] }, 'bad-choice'],
        [{ criteria: [{ by: 'birthDate', from: '${FROM}', to: 'now' }] }, 'bad-date'],
        [{ criteria: [{ by: 'label', code: '${CODE}' }] }, 'missing'],
        [{ match: '${MATCH}' }, 'bad-match'],
      ] as const;
      for (const [filter, code] of wrong) {
        const parsing = parseScoped(filter, 'Patient');
        assert.ok(!parsing.ok, JSON.stringify(filter));
        assert.equal(parsing.problem.code, code);
      }
    });
  });

  it('is incomplete with an empty row', () => {
    const filter = fromDraft({ owner: 'self', match: 'all', rows: [emptyRow('label')] }, 'Patient');
    assert.deepEqual(filter.criteria, [{ by: 'label' }]);
  });

  describe('when the entity changes', () => {
    const label = { by: 'label', type: 'a' };
    const ids = { by: 'id', ids: ['1'] };
    const group = { match: 'any', criteria: [label] };

    it('keeps the criteria that the new entity has, and the owner', () => {
      const filter = { owner: 'hcp-1', match: 'any', criteria: [label, ids, group] };
      assert.deepEqual(refit(filter, 'Patient', 'DataSample'), filter);
      assert.deepEqual(refit(filter, 'Patient', 'Notification'), { owner: 'hcp-1', match: 'any', criteria: [ids] });
      assert.deepEqual(refit(filter, 'Patient', 'User'), { match: 'any', criteria: [ids] });
      const mixed = { owner: 'self', match: 'all', criteria: [{ match: 'any', criteria: [label, ids], not: true }] };
      assert.deepEqual(refit(mixed, 'Patient', 'User'), {
        match: 'all',
        criteria: [{ match: 'any', criteria: [ids], not: true }],
      });
    });

    it('keeps what was wrong before, and what is not complete', () => {
      const filter = { owner: 'self', match: 'all', criteria: [{ by: 'id' }, { by: 'unknown' }, '{ "by": '] };
      assert.deepEqual(refit(filter, 'Patient', 'Notification'), filter);
    });
  });

  describe('for whichever entity a message names', () => {
    it('may contain all kinds of criteria', () => {
      const kinds = new Set(ENTITY_NAMES.flatMap((entity) => ENTITIES[entity].criteria));
      assert.deepEqual(criteriaOf('any'), [...kinds]);
    });

    it('is right when some entity takes it, and has the problem of the one that is closest to it else', () => {
      assert.ok(parseScoped({ owner: 'self', criteria: [{ by: 'type', type: 'OTHER' }] }, 'any').ok);
      assert.ok(parseScoped({ criteria: [{ by: 'label', type: 'a' }] }, 'any').ok);
      assert.deepEqual(problemOf(parseScoped({ criteria: [{ by: 'type' }] }, 'any')), {
        criterion: '1',
        code: 'missing',
      });
      const mixed = {
        criteria: [
          { by: 'label', type: 'a' },
          { by: 'type', type: 'OTHER' },
        ],
      };
      assert.ok(!parseScoped(mixed, 'any').ok);
    });
  });
});
