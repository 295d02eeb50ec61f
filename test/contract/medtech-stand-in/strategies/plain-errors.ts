import { plainError } from '../rest-client';

/** Has what an API's methods reject with become plain errors; but for those of some methods, which give the `XHRError` as it is. */
export function withPlainErrors<Api extends object>(api: Api, except: readonly string[] = []): Api {
  return new Proxy(api, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        try {
          return await (Reflect.apply(member, target, args) as unknown);
        } catch (error) {
          throw except.includes(String(name)) ? error : plainError(error);
        }
      };
    },
  });
}
