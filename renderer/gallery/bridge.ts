import type {
  Answering,
  AppState,
  CallName,
  Doorway,
  EventName,
  events,
  Give,
  Take,
} from '../../preload/contract.ts';
import { opened, signedIn, tenantId } from './contoso.ts';
import { at, type Fixture } from './fixture.ts';
import { ownPlan, planHash, runId } from './journal.ts';
import { openedProfile, profileView } from './profile.ts';
import { asks } from './questions.ts';
import { disconnects, undoPlan } from './runs.ts';
import { charts } from './shows.ts';

const began = { ok: { runId, planHash } } as const;
const notSaved = { ok: { file: undefined } } as const;
const nothing = { ok: undefined } as const;

/** What main would answer, from the fixture. A call without an answer fails to compile. */
export function answering(fixture: Fixture): Answering {
  const app = async (): Promise<AppState> => fixture.store?.app ?? opened;
  const entries: Answering['run.entries'] = async (take) => fixture.store?.runs?.[take.runId] ?? [];
  return {
    // A window that has not been answered yet is a picture too.
    'app.state': () => (fixture.store?.app ? app() : new Promise(() => undefined)),
    'theme.choose': async () => undefined,
    'practice.enter': async () => ({ ok: await app() }),
    'practice.reset': app,
    'practice.leave': app,
    'practice.colleague': async () => undefined,
    'tenant.find': async () => ({ ok: { tenantId, cloud: 'Public', region: 'Europe' } }),
    'sign-in.start': async () => ({ ok: signedIn }),
    'sign-in.open-again': async () => undefined,
    'sign-in.cancel': async () => undefined,
    'sign-out': app,
    'proxy.sign-in': async () => undefined,
    'proxy.cancel': async () => undefined,
    'questions.choose': async () => ({ ok: asks }),
    'questions.check': async () => ({
      refusals: [],
      changes: ownPlan,
      limitations: [
        'Change analytics rules or watchlists',
        'Read mail, files or other workspaces',
        'Sign in as a person',
      ],
    }),
    'questions.beside': async () => ({
      ok: {
        history: charts.incidents.chart.history,
        late: charts.delay.chart.counts.map((rows, n) => [n * 12, rows] as const),
      },
    }),
    'query.parse': async () => [],
    'query.complete': async () => ({ from: 0, options: [] }),
    'query.try': async () => ({ ok: { rows: 12, reads: 1240, megabytes: 0.4 } }),
    'questions.secret': async () => [],
    'plan.make': async () => began,
    'plan.save': async () => notSaved,
    'run.start': async () => began,
    'run.stop': async () => undefined,
    'run.entries': entries,
    'run.forget': app,
    'undo.plan': async () => ({ ok: undoPlan }),
    'disconnect.plan': async () => ({ ok: { runId, planHash, changes: disconnects } }),
    'undo.start': async () => began,
    'check.start': async () => began,
    'repair.plan': async () => began,
    'rotation.plan': async () => began,
    'calendar.save': async () => notSaved,
    'profile.of-run': async () => ({ ok: profileView }),
    'profile.save': async () => notSaved,
    'report.save': async () => notSaved,
    'profile.copy': async () => nothing,
    'profile.open': async () => ({ ok: openedProfile }),
    'profile.convert': async () => notSaved,
    'secret.hint': async () => ({ hint: '8Qk', expires: at(182 * 86_400) }),
    'secret.copy': async () => ({ ok: { clearsIn: 60 } }),
    'mail.open': async () => nothing,
    'diagnostics.save': async () => notSaved,
    'text.copy': async () => undefined,
    'link.open': async () => nothing,
    ...fixture.answers,
  };
}

type Listeners = { [N in EventName]?: (event: (typeof events)[N]) => void };

/** A bridge that answers from a fixture, and a way to tell the page an event as main does. */
export function bridgeOf(fixture: Fixture): {
  readonly door: Doorway;
  tell<N extends EventName>(name: N, event: (typeof events)[N]): void;
} {
  const answers = answering(fixture);
  const listeners: Listeners = {};
  return {
    door: {
      call: <N extends CallName>(name: N, ...take: readonly unknown[]): Promise<Give<N>> =>
        (answers[name] as (take: Take<N>) => Promise<Give<N>>)(take[0] as Take<N>),
      on: (name, listen) => {
        Object.assign(listeners, { [name]: listen });
        return () => delete listeners[name];
      },
    },
    tell: (name, event) => listeners[name]?.(event),
  };
}
