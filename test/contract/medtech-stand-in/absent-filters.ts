/** The builders of filters for what the stand-in has no API of. */
import { FilterBuilder } from './filter-builder';

export class CodingFilter extends FilterBuilder {
  constructor() {
    super(() => ({ $type: 'AllCodingsFilter' }));
  }

  byIds(ids: readonly string[]): this {
    return this.by('CodingByIdsFilter', ids, () => ({ ids }));
  }

  byRegionLanguageTypeLabel(region?: string, language?: string, type?: string, label?: string): this {
    return this.by('CodingByRegionTypeLabelFilter', true, () => ({ region, language, type, label }));
  }
}

export class HealthcareProfessionalFilter extends FilterBuilder {
  constructor() {
    super(() => ({ $type: 'AllHealthcareProfessionalsFilter' }));
  }

  byIds(ids: readonly string[]): this {
    return this.by('HealthcareProfessionalByIdsFilter', ids, () => ({ ids }));
  }

  byLabelCodeFilter(labelType?: string, labelCode?: string, codeType?: string, codeCode?: string): this {
    const $type = 'HealthcareProfessionalByLabelCodeFilter';
    return this.by($type, true, () => ({ labelType, labelCode, codeType, codeCode }));
  }

  byMatches(name: string): this {
    return this.by('HealthcareProfessionalByNameFilter', name, () => ({ name }));
  }
}

export class MedicalDeviceFilter extends FilterBuilder {
  constructor() {
    super(() => ({ $type: 'AllMedicalDevicesFilter' }));
  }

  byIds(ids: readonly string[]): this {
    return this.by('MedicalDeviceByIdsFilter', ids, () => ({ ids }));
  }
}
