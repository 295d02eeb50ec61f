import assert from 'node:assert/strict';
import { readFilterSetting } from '../../src/account/filter-setting';
import { FailureError } from '../../src/model/failure';
import { filterToJson } from '../../src/model/filter';

const read = (setting: unknown) => filterToJson(readFilterSetting(setting, 'Patient'));

/** The message of the refusal. */
function refusal(setting: unknown): string {
  try {
    readFilterSetting(setting, 'Patient');
  } catch (error) {
    assert.ok(error instanceof FailureError);
    assert.equal(error.code, 'bad-filter');
    return error.message;
  }
  return assert.fail('the filter is refused');
}

describe('the filter in the settings of a node', () => {
  it('is everything when there is none', () => {
    for (const nothing of [undefined, null, {}]) {
      assert.deepEqual(read(nothing), { owner: 'self', match: 'all', criteria: [] });
    }
  });

  it('may be JSON text, as an environment variable holds it', () => {
    const filter = { owner: 'hcp-1', match: 'any', criteria: [{ by: 'label', type: 'a' }] };
    assert.deepEqual(read(JSON.stringify(filter)), filter);
  });

  it('may have a text with commas for a list, as an environment variable holds it', () => {
    const ids = { by: 'id', ids: ['a', 'b'] };
    const text = { by: 'id', ids: ' a, b,' };
    assert.deepEqual(read({ criteria: [text, { criteria: [text] }] }).criteria, [
      ids,
      { match: 'all', criteria: [ids] },
    ]);
  });

  it('is refused for a variable that is not set, by its name and place', () => {
    const cases = [
      ['${X}', 'the filter names the environment variable X, which is not set'],
      [{ owner: '${OWNER}' }, 'the owner names the environment variable OWNER, which is not set'],
      [
        {
          criteria: [
            { by: 'id', ids: ['a'] },
            { by: 'label', type: '${TYPE}' },
          ],
        },
        'criterion 2 names the environment variable TYPE, which is not set',
      ],
      [
        { criteria: [{ match: 'any', criteria: [{ by: 'id', ids: ['a', '${ID}'] }] }] },
        'criterion 1.1 names the environment variable ID, which is not set',
      ],
    ] as const;
    for (const [setting, reason] of cases)
      assert.equal(refusal(setting), `The filter cannot be understood: ${reason}.`);
  });

  it('is refused when it is wrong, and when its text is no JSON', () => {
    assert.equal(refusal('{ "criteria": '), 'The filter cannot be understood: the filter must be a JSON object.');
    assert.equal(
      refusal({ criteria: [{ by: 'id', ids: ' , ' }] }),
      'The filter cannot be understood: criterion 1: "ids" is missing.',
    );
  });
});
