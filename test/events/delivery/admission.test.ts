import assert from 'node:assert/strict';
import type { Entry } from '../../../src/events/checkpoint/checkpoint';
import {
  admitFound,
  admitHeard,
  type AdmissionRules,
  type Decision,
  type Found,
  type Heard,
} from '../../../src/events/delivery/admission';
import type { EntityName, EventType } from '../../../src/model/entities';
import { versionOf, type Version } from '../../../src/model/version';

const NOW = 1_700_000_000;
const ALL: readonly EventType[] = ['CREATE', 'UPDATE', 'DELETE'];

/** Revision `order` of a document. */
function revision(order: number): Version {
  return versionOf('Patient', { rev: `${order}-${String(order).padStart(32, 'a')}` });
}

/** A data sample as it lies in a contact. */
function sample(modified: number, contactId: string, endOfLife?: number): Version {
  return versionOf('DataSample', { modified, contactId, endOfLife });
}

interface Circumstances {
  readonly entity?: EntityName;
  readonly wants?: readonly EventType[];
  readonly leaves?: readonly EventType[];
  /** As it is unless said otherwise. */
  readonly isComplete?: boolean;
}

function rulesFor({ entity = 'Patient', wants = ALL, leaves = [], isComplete = true }: Circumstances): AdmissionRules {
  return { entity, wants: new Set(wants), leaves: new Set(leaves), isComplete };
}

/** What is known, in words: `present 3 told`, `outside 2 untold`, `deleted 4 told creation`; nothing is known: `unknown`. */
function known(words: string, version: (order: number) => Version = revision): Entry | undefined {
  const [state, order, told, creation] = words.split(' ');
  if (state !== 'present' && state !== 'outside' && state !== 'deleted') return undefined;
  return {
    version: version(Number(order)),
    state,
    told: told === 'told',
    ...(creation === 'creation' ? { isCreationTold: true } : {}),
    writtenAt: 0,
  };
}

/** A decision in words: `CREATE -> present 1 told creation`, `remember -> outside 2 untold`, `no news`. */
function inWords(decision: Decision): string {
  if (decision.kind === 'no-news') return 'no news';
  const { version, state, told, isCreationTold } = decision.entry;
  const entry = [state, version.order, told ? 'told' : 'untold', ...(isCreationTold === true ? ['creation'] : [])];
  const what = decision.kind === 'tell' ? decision.type : 'remember';
  return `${what} -> ${entry.join(' ')}${decision.collapsed ? ', collapsed' : ''}`;
}

type Row = readonly [before: string, heardOrFound: string, decision: string, circumstances?: Circumstances];

function check(rows: readonly Row[], decide: (before: string, what: string, rules: AdmissionRules) => Decision): void {
  for (const [before, what, expected, circumstances = {}] of rows) {
    const { entity = '', wants = [], leaves = [], isComplete = true } = circumstances;
    const left = leaves.length === 0 ? '' : `leaves ${leaves.join('+')}`;
    const more = [entity, wants.join('+'), left, isComplete ? '' : 'incomplete']
      .filter((part) => part !== '')
      .join(', ');
    it(`${before}, ${what}${more === '' ? '' : ` (${more})`}: ${expected}`, () => {
      assert.equal(inWords(decide(before, what, rulesFor(circumstances))), expected);
    });
  }
}

/** `UPDATE 3` */
function heard(words: string): Heard {
  const [type = '', order] = words.split(' ');
  return { type: type as EventType, version: revision(Number(order)) };
}

/** `3`, `3 outside`, `3 deleted`, `3 deleted outside` */
function found(words: string): Found {
  const [order, ...more] = words.split(' ');
  return {
    version: revision(Number(order)),
    isDeleted: more.includes('deleted'),
    passes: !more.includes('outside'),
  };
}

describe('admission', () => {
  const incomplete = { isComplete: false };

  describe('of what is heard of something that lives', () => {
    check(
      [
        // Not known: it is new when all that was there is known.
        ['unknown', 'CREATE 1', 'CREATE -> present 1 told creation'],
        ['unknown', 'UPDATE 4', 'CREATE -> present 4 told creation'],
        ['unknown', 'UPDATE 4', 'UPDATE -> present 4 told', { wants: ['UPDATE', 'DELETE'] }],
        ['unknown', 'CREATE 1', 'CREATE -> present 1 told creation', incomplete],
        ['unknown', 'UPDATE 4', 'UPDATE -> present 4 told', incomplete],
        // It was there before the first start: news is what it is.
        ['present 3 untold', 'UPDATE 4', 'UPDATE -> present 4 told'],
        ['present 3 untold', 'UPDATE 3', 'UPDATE -> present 3 told'],
        ['present 3 untold', 'CREATE 1', 'CREATE -> present 1 told creation'],
        ['present 3 untold', 'UPDATE 2', 'UPDATE -> present 2 told'],
        // It was told of before the node began anew with other settings.
        ['present 3 untold creation', 'CREATE 1', 'no news'],
        ['present 3 untold creation', 'UPDATE 2', 'UPDATE -> present 2 told creation'],
        ['present 3 untold creation', 'UPDATE 3', 'UPDATE -> present 3 told creation'],
        // It was told: what is newer is news, and what is not is none.
        ['present 3 told', 'UPDATE 4', 'UPDATE -> present 4 told'],
        ['present 3 told creation', 'UPDATE 4', 'UPDATE -> present 4 told creation'],
        ['present 3 told', 'UPDATE 3', 'no news'],
        ['present 3 told', 'UPDATE 2', 'no news'],
        ['present 1 told creation', 'CREATE 1', 'no news'],
        ['present 3 told creation', 'CREATE 1', 'no news'],
        // Its creation comes late, and it was not told as a creation.
        ['present 3 told', 'CREATE 1', 'CREATE -> present 3 told creation'],
        ['outside 3 told', 'CREATE 1', 'CREATE -> outside 3 told creation'],
        ['present 3 told', 'CREATE 1', 'CREATE -> present 3 told creation', incomplete],
        ['present 3 told creation', 'CREATE 1', 'no news', incomplete],
        ['present 3 told', 'UPDATE 2', 'no news', incomplete],
        ['outside 3 told', 'CREATE 1', 'CREATE -> outside 3 told creation', incomplete],
        ['deleted 3 told', 'CREATE 1', 'CREATE -> deleted 3 told creation', incomplete],
        ['deleted 3 told creation', 'CREATE 1', 'no news', incomplete],
        ['deleted 3 told', 'CREATE 1', 'CREATE -> deleted 3 told creation'],
        // The filter held it back until now.
        ['outside 3 untold', 'UPDATE 4', 'CREATE -> present 4 told creation'],
        ['outside 3 untold', 'UPDATE 4', 'UPDATE -> present 4 told', incomplete],
        ['outside 3 untold', 'UPDATE 2', 'CREATE -> present 2 told creation'],
        ['outside 3 untold', 'UPDATE 3', 'CREATE -> present 3 told creation'],
        ['outside 3 told creation', 'UPDATE 4', 'UPDATE -> present 4 told creation'],
        ['outside 3 told', 'UPDATE 3', 'no news'],
        ['outside 3 told', 'UPDATE 2', 'no news'],
        // It was deleted.
        ['deleted 3 told', 'UPDATE 4', 'UPDATE -> present 4 told'],
        ['deleted 3 told', 'UPDATE 3', 'no news'],
        ['deleted 3 told', 'UPDATE 2', 'no news'],
        // Its deletion was found before it was heard that it had been there.
        ['deleted 3 untold', 'CREATE 1', 'CREATE -> present 1 told creation'],
        ['deleted 3 untold', 'UPDATE 2', 'CREATE -> present 2 told creation'],
        ['deleted 3 untold', 'UPDATE 2', 'UPDATE -> present 2 told', incomplete],
        ['deleted 3 untold', 'UPDATE 4', 'CREATE -> present 4 told creation'],
      ],
      (before, what, rules) => admitHeard(known(before), heard(what), rules, NOW),
    );
  });

  describe('of a deletion that is heard', () => {
    check(
      [
        // Its creation is counted, and is not told any more.
        ['unknown', 'DELETE 2', 'DELETE -> deleted 2 told creation, collapsed'],
        ['unknown', 'DELETE 2', 'DELETE -> deleted 2 told', incomplete],
        ['unknown', 'DELETE 2', 'DELETE -> deleted 2 told', { wants: ['DELETE'] }],
        ['present 1 untold', 'DELETE 2', 'DELETE -> deleted 2 told'],
        ['present 3 untold', 'DELETE 2', 'DELETE -> deleted 2 told'],
        ['present 1 told creation', 'DELETE 2', 'DELETE -> deleted 2 told creation'],
        ['outside 1 told', 'DELETE 2', 'DELETE -> deleted 2 told'],
        ['outside 1 untold', 'DELETE 2', 'DELETE -> deleted 2 told'],
        // It has come back since.
        ['present 3 told', 'DELETE 2', 'no news'],
        ['outside 3 told', 'DELETE 2', 'no news'],
        // It was told, or there was nothing to tell.
        ['deleted 2 told', 'DELETE 2', 'no news'],
        ['deleted 2 untold', 'DELETE 2', 'no news'],
        ['deleted 3 told', 'DELETE 2', 'no news'],
        // It had come back meanwhile.
        ['deleted 1 told', 'DELETE 2', 'remember -> deleted 2 told'],
        ['deleted 1 untold', 'DELETE 2', 'DELETE -> deleted 2 told'],
      ],
      (before, what, rules) => admitHeard(known(before), heard(what), rules, NOW),
    );
  });

  describe('of something that lives and is found', () => {
    const creations = { wants: ['CREATE'] } as const;
    const changes = { wants: ['UPDATE'] } as const;
    check(
      [
        ['unknown', '1', 'CREATE -> present 1 told creation'],
        ['unknown', '4', 'CREATE -> present 4 told creation'],
        ['unknown', '4', 'CREATE -> present 4 told creation', incomplete],
        ['unknown', '4', 'UPDATE -> present 4 told', changes],
        // What is at its first revision was created, and nothing else.
        ['unknown', '1', 'remember -> present 1 untold', changes],
        ['unknown', '4', 'remember -> present 4 untold', { wants: ['DELETE'] }],
        ['unknown', '4 outside', 'remember -> outside 4 untold'],
        ['present 3 untold', '4', 'UPDATE -> present 4 told'],
        ['present 3 untold', '4', 'remember -> present 4 untold', creations],
        ['present 3 told', '4', 'UPDATE -> present 4 told'],
        ['present 3 told creation', '4', 'UPDATE -> present 4 told creation'],
        ['present 3 told', '4', 'remember -> present 4 told', creations],
        ['present 3 told', '3', 'no news'],
        ['present 3 untold', '3', 'no news'],
        ['present 3 told', '2', 'no news'],
        ['present 3 told', '4 outside', 'remember -> outside 4 told'],
        ['present 3 untold', '4 outside', 'remember -> outside 4 untold'],
        // Another filter, or it is not shown any more.
        ['present 3 told', '3 outside', 'remember -> outside 3 told'],
        ['present 3 told', '2 outside', 'no news'],
        ['outside 3 untold', '4', 'CREATE -> present 4 told creation'],
        ['outside 3 untold', '3', 'CREATE -> present 3 told creation'],
        ['outside 3 untold', '4', 'UPDATE -> present 4 told', changes],
        ['outside 3 told', '4', 'UPDATE -> present 4 told'],
        ['outside 3 told', '4', 'remember -> present 4 told', creations],
        ['outside 3 told', '4 outside', 'remember -> outside 4 told'],
        ['outside 3 told', '3 outside', 'no news'],
        ['outside 3 told', '2', 'no news'],
        // It has come back.
        ['deleted 3 told', '4', 'UPDATE -> present 4 told'],
        ['deleted 3 untold', '4', 'CREATE -> present 4 told creation'],
        ['deleted 3 told', '4 outside', 'remember -> outside 4 told'],
        ['deleted 3 told', '3', 'no news'],
        ['deleted 3 told', '2', 'no news'],
      ],
      (before, what, rules) => admitFound(known(before), found(what), rules, NOW),
    );
  });

  describe('of something that is found where only creations are looked for', () => {
    const creations: Circumstances = { wants: ['CREATE'], leaves: ['UPDATE', 'DELETE'] };
    check(
      [
        ['unknown', '4', 'CREATE -> present 4 told creation', creations],
        ['outside 3 untold', '4', 'CREATE -> present 4 told creation', creations],
        // It was heard of since it was looked up, and the change that was found is yet to be heard.
        ['present 3 told creation', '4', 'no news', creations],
        ['present 3 untold', '4', 'remember -> present 4 untold', creations],
        ['outside 3 told', '4', 'remember -> present 3 told', creations],
        ['deleted 3 told', '4', 'no news', creations],
        ['present 1 told creation', '2 deleted', 'no news', creations],
        ['present 1 untold', '2 deleted', 'no news', creations],
        ['unknown', '2 deleted', 'remember -> deleted 2 untold, collapsed', creations],
      ],
      (before, what, rules) => admitFound(known(before), found(what), rules, NOW),
    );
  });

  describe('of something that is found deleted', () => {
    const unwanted = { wants: ['CREATE', 'UPDATE'] } as const;
    check(
      [
        ['unknown', '2 deleted', 'remember -> deleted 2 untold, collapsed'],
        ['unknown', '2 deleted', 'remember -> deleted 2 untold', incomplete],
        ['unknown', '2 deleted', 'remember -> deleted 2 untold', { wants: ['DELETE'] }],
        ['present 1 told creation', '2 deleted', 'DELETE -> deleted 2 told creation'],
        // What was told of has gone, whatever it was in the end.
        ['present 1 told', '2 deleted outside', 'DELETE -> deleted 2 told'],
        ['present 1 untold', '2 deleted', 'DELETE -> deleted 2 told'],
        ['present 1 untold', '2 deleted outside', 'remember -> deleted 2 untold'],
        ['present 1 told', '2 deleted', 'remember -> deleted 2 told', unwanted],
        // The server no longer has it, so that the version is the one that is known.
        ['present 2 told', '2 deleted', 'DELETE -> deleted 2 told'],
        ['outside 1 told', '2 deleted', 'remember -> deleted 2 told'],
        ['outside 1 untold', '2 deleted', 'remember -> deleted 2 untold'],
        ['present 3 told', '2 deleted', 'no news'],
        ['deleted 2 told', '2 deleted', 'no news'],
        ['deleted 3 told', '2 deleted', 'no news'],
        // So that it is not read each time.
        ['deleted 2 told', '3 deleted', 'remember -> deleted 3 told'],
      ],
      (before, what, rules) => admitFound(known(before), found(what), rules, NOW),
    );
  });

  describe('of data samples', () => {
    const entity = 'DataSample';
    const wants: readonly EventType[] = ['CREATE', 'DELETE'];
    const rules = rulesFor({ entity, wants });
    const inFirst = (state: Entry['state'], told = true): Entry => ({
      version: sample(100, 'first'),
      state,
      told,
      ...(told ? { isCreationTold: true } : {}),
      writtenAt: 0,
    });
    const hear = (before: Entry | undefined, type: EventType, version: Version): string =>
      inWords(admitHeard(before, { type, version }, rules, NOW));
    const find = (before: Entry | undefined, version: Version, more: Partial<Found> = {}, given = rules): string =>
      inWords(admitFound(before, { version, isDeleted: false, passes: true, ...more }, given, NOW));

    it('tells one that is found', () => {
      assert.equal(find(undefined, sample(100, 'first')), 'CREATE -> present 100 told creation');
    });

    it('tells one of an earlier state before the first start only when it changes', () => {
      assert.equal(find(inFirst('present', false), sample(100, 'first')), 'no news');
      assert.equal(find(inFirst('present', false), sample(200, 'second')), 'CREATE -> present 200 told creation');
    });

    it('tells of a state in another contact as a creation, heard or found', () => {
      const told = 'CREATE -> present 200 told creation';
      assert.equal(hear(inFirst('present'), 'CREATE', sample(200, 'second')), told);
      assert.equal(find(inFirst('present'), sample(200, 'second')), told);
    });

    it('takes a state in another contact of the same moment for news when it is heard', () => {
      const told = 'CREATE -> present 100 told creation';
      assert.equal(hear(inFirst('present'), 'CREATE', sample(100, 'second')), told);
      assert.equal(find(inFirst('present'), sample(100, 'second')), told);
    });

    it('does not tell what was changed in its contact, and remembers it', () => {
      assert.equal(find(inFirst('present'), sample(200, 'first')), 'remember -> present 200 told creation');
      assert.equal(find(inFirst('outside'), sample(200, 'first')), 'remember -> present 200 told creation');
    });

    it('tells what was changed in its contact so that it passes for the first time', () => {
      assert.equal(find(inFirst('outside', false), sample(200, 'first')), 'CREATE -> present 200 told creation');
    });

    it('does not tell a state that another one had replaced already', () => {
      assert.equal(hear(inFirst('present'), 'CREATE', sample(90, 'second')), 'no news');
      assert.equal(find(inFirst('present'), sample(90, 'second')), 'no news');
    });

    it('tells the end, also by a clock that is behind, and takes nothing from before it for news', () => {
      const end = sample(90, 'last', 90);
      const decision = admitHeard(inFirst('present'), { type: 'DELETE', version: end }, rules, NOW);
      assert.equal(inWords(decision), 'DELETE -> deleted 100 told creation');
      assert.ok(decision.kind === 'tell');
      assert.equal(find(decision.entry, sample(100, 'first')), 'no news');
      assert.equal(hear(decision.entry, 'CREATE', sample(100, 'first')), 'no news');
    });

    it('does not take for its end what was found of it before it came back', () => {
      assert.equal(find(inFirst('present'), sample(90, 'before', 90), { isDeleted: true }), 'no news');
    });

    it('tells an end once, heard or found', () => {
      const end = sample(200, 'last', 200);
      const decision = admitHeard(inFirst('present'), { type: 'DELETE', version: end }, rules, NOW);
      assert.ok(decision.kind === 'tell');
      assert.equal(hear(decision.entry, 'DELETE', end), 'no news');
      assert.equal(find(decision.entry, end, { isDeleted: true }), 'no news');
    });

    it('tells of one that has come back', () => {
      const ended: Entry = { ...inFirst('deleted'), version: sample(200, 'last', 200) };
      assert.equal(hear(ended, 'CREATE', sample(300, 'third')), 'CREATE -> present 300 told creation');
      assert.equal(find(ended, sample(300, 'third')), 'CREATE -> present 300 told creation');
      assert.equal(hear(ended, 'CREATE', sample(100, 'first')), 'no news');
    });

    it('does not tell creations to whoever wants only deletions, and remembers them for those', () => {
      const onlyEnds = rulesFor({ entity, wants: ['DELETE'] });
      assert.equal(find(undefined, sample(100, 'first'), {}, onlyEnds), 'remember -> present 100 untold');
      const decision = find(inFirst('present', false), sample(200, 'l', 200), { isDeleted: true }, onlyEnds);
      assert.equal(decision, 'DELETE -> deleted 200 told');
    });
  });

  it('notes when it was decided', () => {
    const decision = admitHeard(undefined, heard('CREATE 1'), rulesFor({}), NOW);
    assert.ok(decision.kind === 'tell');
    assert.equal(decision.entry.writtenAt, NOW);
  });
});
