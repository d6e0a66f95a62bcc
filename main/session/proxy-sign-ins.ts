import type { AuthInfo } from 'electron';
import type { Secret } from '../../engine/model/secret.ts';
import { visibleName } from '../../engine/model/visible.ts';
import type { ProxyQuestion } from '../../preload/contract.ts';

export interface ProxySignIn {
  readonly userName: string;
  readonly password: Secret;
}

/** How proxies on the way to Microsoft are answered. What a person entered is in memory only, until the app closes. */
export interface ProxySignIns {
  /**
   * Answers the challenges of one request: with what was entered for that proxy, and by asking if nothing was or if
   * this request saw it refused. Undefined if the person cancels.
   */
  ofRequest(): (challenge: AuthInfo) => Promise<ProxySignIn | undefined>;
  /** Answers the open question; undefined cancels it. */
  answer(given: ProxySignIn | undefined): void;
}

/** Characters of a name that a proxy chose. */
const longest = 120;

/** @param ask puts one question to the person, who is never asked two at once */
export function proxySignIns(ask: (question: ProxyQuestion) => void): ProxySignIns {
  const entered = new Map<string, ProxySignIn>();
  const open = new Map<string, Promise<ProxySignIn | undefined>>();
  let before: Promise<unknown> = Promise.resolve();
  let settle: ((given: ProxySignIn | undefined) => void) | undefined;

  async function put(key: string, question: ProxyQuestion): Promise<ProxySignIn | undefined> {
    await before;
    const given = await new Promise<ProxySignIn | undefined>((resolve) => {
      settle = resolve;
      ask(question);
    });
    settle = undefined;
    open.delete(key);
    if (given) entered.set(key, given);
    return given;
  }

  /** Requests that wait for the same proxy share one question. */
  function askOnce(key: string, question: ProxyQuestion): Promise<ProxySignIn | undefined> {
    const already = open.get(key);
    if (already) return already;
    const asked = put(key, question);
    open.set(key, asked);
    before = asked;
    return asked;
  }

  return {
    ofRequest() {
      let tried: ProxySignIn | undefined;
      return async (challenge) => {
        const key = keyOf(challenge);
        const known = entered.get(key);
        if (known !== undefined && known !== tried) tried = known;
        else {
          entered.delete(key);
          tried = await askOnce(key, questionOf(challenge, tried !== undefined));
        }
        return tried;
      };
    },
    answer: (given) => settle?.(given),
  };
}

/** A password entered for one scheme is not sent by a weaker one, or to another realm, unasked. */
function keyOf({ scheme, host, port, realm }: AuthInfo): string {
  return JSON.stringify([scheme, host, port, realm]);
}

function questionOf({ scheme, host, port, realm }: AuthInfo, refused: boolean): ProxyQuestion {
  return {
    proxy: visibleName(`${host}:${port}`, longest),
    ...(realm === '' ? {} : { realm: visibleName(realm, longest) }),
    basic: scheme.toLowerCase() === 'basic',
    refused,
  };
}
