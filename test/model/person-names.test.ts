import assert from 'node:assert/strict';
import { hasName, wordsOf } from '../../src/model/person-names';

describe('the words of a name', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['John Snow', ['JOHN', 'SNOW']],
    ["Seán O'Brien-Smith", ['SEAN', 'O', 'BRIEN', 'SMITH']],
    ['ÉLODIE', ['ELODIE']],
    ['E\u0301lodie', ['ELODIE']],
    ['Weiß', ['WEISS']],
    ['Ἀλέξανδρος', ['ΑΛΕΞΑΝΔΡΟΣ']],
    ['राम', ['राम']],
    ['王 小明', ['王', '小明']],
    ['Henry 8', ['HENRY', '8']],
    [' - ', []],
    ['', []],
  ];
  for (const [name, words] of cases) {
    it(JSON.stringify(name), () => {
      assert.deepEqual(wordsOf(name), words);
    });
  }
});

describe('a patient', () => {
  const patient = {
    firstName: 'Élodie Anne',
    lastName: 'Saint-Martin',
    maidenName: 'Dupont',
    partnerName: 'Peeters',
    alias: 'Lodi',
    names: [
      { use: 'nickname', firstNames: ['Lulu', 'Zoé'], lastName: 'Van den Berg', prefix: ['Dr'] },
      { firstNames: null, lastName: 7 },
      null,
    ],
  };

  for (const text of [
    'elo',
    'ÉLO',
    'anne',
    'martin',
    'saint-mar',
    'mar elo',
    'dup',
    'zoe',
    'lulu dupont',
    'van den b',
  ]) {
    it(`is found by ${text}`, () => {
      assert.equal(hasName(patient, text), true);
    });
  }

  for (const text of ['lodie', 'elodiea', 'elo mart peet', 'peeters', 'lodi', 'dr', 'saintmartin', '-', ' ', '7']) {
    it(`is not found by ${JSON.stringify(text)}`, () => {
      assert.equal(hasName(patient, text), false);
    });
  }

  it('without names is found by none', () => {
    for (const other of [{}, { firstName: 7, names: 'x' }, { names: [{}] }]) assert.equal(hasName(other, 'x'), false);
  });
});
