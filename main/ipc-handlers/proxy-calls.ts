import { Secret } from '../../engine/model/secret.ts';
import type { Answering } from '../../preload/contract.ts';
import type { WindowSession } from '../session/window-session.ts';

/** What the person says to a proxy that wants a sign-in. */
export function proxyCalls({ proxies }: WindowSession): Pick<Answering, 'proxy.sign-in' | 'proxy.cancel'> {
  return {
    'proxy.sign-in': async ({ userName, password }) =>
      proxies.answer({ userName, password: new Secret(password) }),
    'proxy.cancel': async () => proxies.answer(undefined),
  };
}
