import assert from 'node:assert/strict';
import {
  changeKind,
  emptyRow,
  fromDraft,
  groupOf,
  refit,
  toDraft,
  type FieldsRow,
} from '../../src/editor/filter-draft';
import { criteriaOf, parseScoped } from '../../src/editor/filter-scope';
import { parseFilter } from '../../src/model/filter';

const LABEL: FieldsRow = { kind: 'label', not: false, texts: { type: 'IC-TEST', code: 'TEST' } };

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
    assert.deepEqual(parseFilter(filter, 'Patient'), {
      ok: false,
      problem: { criterion: '1', reason: 'must be a JSON object' },
    });
  });

  it('takes over the fields of the same name when the kind of a criterion changes', () => {
    assert.deepEqual(changeKind(LABEL, 'code'), { ...LABEL, kind: 'code' });
    assert.deepEqual(changeKind(LABEL, 'id'), { kind: 'id', not: false, texts: { ids: '' } });
  });

  it('makes a group of a criterion', () => {
    const filter = fromDraft({ owner: 'self', match: 'all', rows: [groupOf(LABEL)] }, 'Patient');
    assert.deepEqual(filter.criteria, [{ match: 'any', criteria: [{ by: 'label', type: 'IC-TEST', code: 'TEST' }] }]);
    assert.ok(parseFilter(filter, 'Patient').ok);
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
    });

    it('keeps what was wrong before, and what is not complete', () => {
      const filter = { owner: 'self', match: 'all', criteria: [{ by: 'id' }, { by: 'unknown' }, '{ "by": '] };
      assert.deepEqual(refit(filter, 'Patient', 'Notification'), filter);
    });
  });

  describe('for whichever entity a message names', () => {
    it('may contain all kinds of criteria', () => {
      assert.deepEqual(criteriaOf('any'), ['label', 'code', 'id', 'identifier', 'type']);
    });

    it('is right when some entity takes it, and has the problem of the one that is closest to it else', () => {
      assert.ok(parseScoped({ owner: 'self', criteria: [{ by: 'type', type: 'OTHER' }] }, 'any').ok);
      assert.ok(parseScoped({ criteria: [{ by: 'label', type: 'a' }] }, 'any').ok);
      assert.deepEqual(parseScoped({ criteria: [{ by: 'type' }] }, 'any'), {
        ok: false,
        problem: { criterion: '1', reason: '"type" is missing' },
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
