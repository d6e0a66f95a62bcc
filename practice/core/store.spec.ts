import { describe, expect, it } from 'vitest';
import { virtualClock } from './clock.ts';
import type { SubscriptionObject, UserObject } from './contents.ts';
import { Store } from './store.ts';

const subscription = (displayName: string): SubscriptionObject => ({
  id: 'A1',
  displayName,
  state: 'Enabled',
});

function storeWith(lagSeconds: number, onCommit?: () => void) {
  const clock = virtualClock(1_000_000);
  const store = new Store(
    { subscriptions: [] },
    { clock, seed: 7, lagSeconds, ...(onCommit ? { onCommit } : {}) },
  );
  return { clock, store };
}

describe('the store', () => {
  it('knows a write at once, and serves it only after the lag', () => {
    const { clock, store } = storeWith(10);
    store.put('subscriptions', subscription('one'));
    expect(store.authoritative().get('subscriptions', 'A1')?.displayName).toBe('one');
    expect(store.served('directory').get('subscriptions', 'A1')).toBeUndefined();
    clock.advance(15_001);
    expect(store.served('directory').get('subscriptions', 'A1')?.displayName).toBe('one');
  });

  it('serves the version before a change until the change arrives', () => {
    const { clock, store } = storeWith(10);
    store.put('subscriptions', subscription('one'));
    clock.advance(60_000);
    store.put('subscriptions', subscription('two'));
    expect(store.served('directory').get('subscriptions', 'A1')?.displayName).toBe('one');
    clock.advance(15_001);
    expect(store.served('directory').get('subscriptions', 'A1')?.displayName).toBe('two');
  });

  it('still serves what was removed until the removal arrives', () => {
    const { clock, store } = storeWith(10);
    store.put('subscriptions', subscription('one'));
    clock.advance(60_000);
    store.remove('subscriptions', 'A1');
    expect(store.authoritative().list('subscriptions')).toEqual([]);
    expect(store.served('directory').list('subscriptions')).toHaveLength(1);
    clock.advance(15_001);
    expect(store.served('directory').list('subscriptions')).toEqual([]);
  });

  it('has replicas that disagree while something spreads, the same way every time', () => {
    const seen = () => {
      const { clock, store } = storeWith(10);
      store.put('subscriptions', subscription('one'));
      const answers: string[] = [];
      for (let second = 0; second < 20; second += 1) {
        clock.advance(1000);
        const replicas = Array.from({ length: 8 }, (_, replica) =>
          store.served('directory', String(replica)),
        );
        answers.push(replicas.map((each) => (each.get('subscriptions', 'a1') ? 'x' : '.')).join(''));
      }
      return answers;
    };
    const first = seen();
    expect(first.some((line) => line.includes('x') && line.includes('.'))).toBe(true);
    expect(seen()).toEqual(first);
  });

  it('serves a caller its own writes, another caller and a strict store only what has arrived', () => {
    const { store } = storeWith(10);
    store.calledBy('me', () => store.put('subscriptions', subscription('mine')));
    const seenBy = (who: string) =>
      store.calledBy(who, () => store.served('directory').get('subscriptions', 'A1')?.displayName);
    expect([seenBy('me'), seenBy('you')]).toEqual(['mine', undefined]);
    store.calledBy('you', () => store.put('subscriptions', subscription('yours')));
    expect([seenBy('me'), seenBy('you')]).toEqual(['mine', 'yours']);
    store.strict = true;
    expect([seenBy('me'), seenBy('you')]).toEqual([undefined, undefined]);
  });

  it('shows everybody the truth when there is no lag', () => {
    const { store } = storeWith(0);
    store.put('subscriptions', subscription('one'));
    for (const view of ['directory', 'listing', 'login', 'access', 'queryAccess', 'graphIndex'] as const) {
      expect(store.served(view).list('subscriptions')).toHaveLength(1);
    }
  });

  it('compares ARM ids without case', () => {
    const { store } = storeWith(0);
    store.put('subscriptions', subscription('one'));
    expect(store.authoritative().get('subscriptions', 'a1')?.id).toBe('A1');
  });

  it('saves what changed with its times, so that a lag goes on after a restart', () => {
    const { clock, store } = storeWith(10);
    store.put('subscriptions', subscription('one'));
    clock.advance(2000);
    const again = new Store({ subscriptions: [] }, { clock, seed: 7, lagSeconds: 10 });
    again.restore(JSON.parse(JSON.stringify(store.toJSON())));
    expect(again.authoritative().get('subscriptions', 'A1')?.displayName).toBe('one');
    expect(again.served('directory').get('subscriptions', 'A1')).toBeUndefined();
    clock.advance(15_000);
    expect(again.served('directory').get('subscriptions', 'A1')?.displayName).toBe('one');
  });

  it('saves the removal of something planted', () => {
    const clock = virtualClock();
    const planted = { users: [{ id: 'u1' } as UserObject] };
    const store = new Store(planted, { clock, seed: 1, lagSeconds: 0 });
    store.remove('users', 'u1');
    const again = new Store(planted, { clock, seed: 1, lagSeconds: 0 });
    again.restore(JSON.parse(JSON.stringify(store.toJSON())));
    expect(again.authoritative().list('users')).toEqual([]);
  });

  it('tells of every commit once, and of no change that was none', () => {
    let commits = 0;
    const { store } = storeWith(0, () => {
      commits += 1;
    });
    store.put('subscriptions', subscription('one'));
    store.remove('subscriptions', 'A1');
    store.remove('subscriptions', 'A1');
    expect(commits).toBe(2);
  });
});
