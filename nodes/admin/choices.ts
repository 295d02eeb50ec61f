/** What the dialogs offer to pick from: labels, codes, data owners, and patients by name, as the account's server has them. */
import { listChoices, type ChoiceList, type Wanted } from '../../src/account/choices';
import { ENTITIES, isEntityName, type EntityName } from '../../src/model/entities';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/model/json';
import { refused, type Endpoint } from './endpoint';
import type { Looking } from './looking';
import { RecentAnswers } from './recent-answers';

/** ms for which a list is given again. */
const FRESH = 60_000;

/** Characters of a name, at most. */
const LONGEST_NAME = 100;

/** `deploy`: names of patients are health data, and a look takes the account's login. */
export function choicesEndpoint(looking: Looking): Endpoint {
  const recent = new RecentAnswers<ChoiceList>(FRESH);
  return {
    method: 'POST',
    path: '/icure/choices',
    permission: 'deploy',
    limit: { atATime: 4, perMinute: 120 },
    answer: (request) => {
      const wanted = readWanted(request.body.wanted);
      if (wanted === undefined) {
        return refused(400, {
          message: '"wanted" must say which list: labels, codes, systems, types, owners or patients.',
        });
      }
      return looking.answer(request, async ({ store, login, stopping }) => {
        const key = JSON.stringify([login, wanted]);
        return toJson(await recent.get(key, () => listChoices(store, wanted, stopping)));
      });
    },
  };
}

function readWanted(value: JsonValue | undefined): Wanted | undefined {
  const { kind, entities, typed } = isJsonObject(value) ? value : {};
  if (typeof kind !== 'string') return undefined;
  switch (kind) {
    case 'labels':
    case 'codes':
      return withEntities(entities, (names) => ({ kind, entities: names.filter((name) => ENTITIES[name].isCoded) }));
    case 'systems':
      return withEntities(entities, (names) => ({
        kind,
        entities: names.filter((name) => ENTITIES[name].criteria.includes('identifier')),
      }));
    case 'types':
    case 'owners':
      return { kind };
    case 'patients':
      return typeof typed === 'string' && typed.length <= LONGEST_NAME ? { kind, typed: typed.trim() } : undefined;
    default:
      return undefined;
  }
}

function withEntities(
  value: JsonValue | undefined,
  make: (names: readonly EntityName[]) => Wanted & { readonly entities: readonly EntityName[] },
): Wanted | undefined {
  if (!Array.isArray(value) || !value.every(isEntityName)) return undefined;
  const wanted = make([...new Set(value)]);
  return wanted.entities.length > 0 ? wanted : undefined;
}

function toJson({ choices, lookedAt, total }: ChoiceList): JsonObject {
  return { choices: choices.map((choice) => ({ ...choice })), lookedAt, total };
}
