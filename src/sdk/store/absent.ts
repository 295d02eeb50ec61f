import type { EntityStore } from '../port';

export function absentStore(): EntityStore {
  const reject = (): Promise<never> => Promise.reject(new Error('to be done'));
  return { match: reject, get: reject, save: reject, delete: reject };
}
