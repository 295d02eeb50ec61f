/**
 * Makes a filter of the SDK from the server's part of a node's filter (`wire-filter.ts`). The parts come from the SDK's builders; how they are combined is
 * plain data in every version.
 */
import type { EntityName } from '../../model/entities';
import { isJsonObject, type JsonObject } from '../../model/json';
import type { ChannelRequest } from '../port';
import { toWireFilter } from '../wire/wire-filter';
import type { FilterBuilder, FilterBuilderClass, MedTechApi, MedTechModule, SdkFilter } from './shape';

const BUILDERS: Readonly<Record<EntityName, (module: MedTechModule) => FilterBuilderClass>> = {
  Patient: (module) => module.PatientFilter,
  DataSample: (module) => module.DataSampleFilter,
  HealthcareElement: (module) => module.HealthcareElementFilter,
  Notification: (module) => module.NotificationFilter,
  User: (module) => module.UserFilter,
};

/** @param self the account's own data owner, whom `owner: "self"` means */
export function buildFilter(
  module: MedTechModule,
  api: MedTechApi,
  request: ChannelRequest,
  self: string,
): Promise<SdkFilter> {
  const Builder = BUILDERS[request.entity](module);
  const { owner } = request.filter;
  const begin = (): FilterBuilder => {
    const builder = new Builder(api);
    return builder.forDataOwner?.(owner === undefined || owner === 'self' ? self : owner) ?? builder;
  };
  return translate(toWireFilter(request, self), begin);
}

async function translate(wire: JsonObject, begin: () => FilterBuilder): Promise<SdkFilter> {
  const all = (): Promise<SdkFilter> => begin().build();
  const $type = textOf(wire.$type) ?? '';
  switch ($type) {
    case 'IntersectionFilter':
    case 'UnionFilter': {
      const parts = Array.isArray(wire.filters) ? wire.filters.filter(isJsonObject) : [];
      return { $type, filters: await Promise.all(parts.map((part) => translate(part, begin))) };
    }
    case 'PatientByIdsFilter':
    case 'ServiceByIdsFilter':
    case 'HealthElementByIdsFilter':
    case 'MaintenanceTaskByIdsFilter':
    case 'UserByIdsFilter':
      return begin().byIds?.(textsIn(wire.ids)).build() ?? all();
    case 'ServiceByHcPartyTagCodeDateFilter':
      return (
        begin()
          .byLabelCodeDateFilter?.(...coding(wire))
          .build() ?? all()
      );
    case 'HealthElementByHcPartyTagCodeFilter': {
      const built = await begin()
        .byLabelCodeFilter?.(...coding(wire))
        .build();
      // 2.2 forgets whose healthcare elements: the server would find none.
      return built?.healthcarePartyId === undefined ? all() : built;
    }
    case 'MaintenanceTaskByHcPartyAndTypeFilter':
      return (
        begin()
          .withType?.(textOf(wire.type) ?? '')
          .build() ?? all()
      );
    default:
      // Everything of the owner is what a builder without criteria gives.
      return all();
  }
}

type Coding = [tagType?: string, tagCode?: string, codeType?: string, codeCode?: string];

function coding({ tagType, tagCode, codeType, codeCode }: JsonObject): Coding {
  return [textOf(tagType), textOf(tagCode), textOf(codeType), textOf(codeCode)];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
