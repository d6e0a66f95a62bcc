import type { Json, JsonObject, RunActionObject, WorkflowRunObject } from '../core/contents.ts';
import type { Called } from '../core/vendor-answers.ts';
import { connectorAnswer, httpAnswer, type Reach } from './workflow-connectors.ts';
import { type ExpressionScope, ExpressionTrouble, holds, resolved } from './workflow-expressions.ts';
import { codes, errorIn, parsed, securedIn } from './workflow-outcomes.ts';
import { Variables } from './workflow-variables.ts';

/** How long an action takes that waits for nothing, in milliseconds. */
const usual = 200;

const units: Readonly<Record<string, number>> = { Second: 1, Minute: 60, Hour: 3600, Day: 86_400 };

/** Ends a run before its last action: it waits, or an action ended it. */
class Stop extends Error {
  readonly how: 'Waiting' | 'Succeeded' | 'Failed' | 'Cancelled';
  readonly error: { readonly code: string; readonly message: string } | null;
  constructor(how: Stop['how'], error: Stop['error'] = null) {
    super(how);
    this.how = how;
    this.error = error;
  }
}

/** Secrets a run has read: nothing that is kept of it holds them. */
export interface Seen {
  readonly secrets: Set<string>;
  /** What an action was given and gave, secrets included; kept nowhere. */
  exposed(path: string, both: { readonly inputs: Json; readonly outputs: JsonObject }): void;
}

type Outcome = 'Succeeded' | 'Failed' | 'Skipped';

/**
 * Takes a run as far as it goes by now. What it did before is told by its record and not done again, so that a run
 * survives the program that played it.
 */
export async function runOn(
  run: WorkflowRunObject,
  reach: Reach,
  now: number,
  seen: Seen,
): Promise<WorkflowRunObject> {
  const player = new Player(run, reach, now, seen);
  const { definition } = reach.workflow.properties as unknown as { definition: JsonObject };
  try {
    const outcome = await player.play((definition['actions'] ?? {}) as JsonObject, '');
    const error =
      outcome === 'Failed'
        ? { code: 'ActionFailed', message: 'An action failed. No dependent actions succeeded.' }
        : null;
    return player.done(outcome === 'Failed' ? 'Failed' : 'Succeeded', error);
  } catch (thrown) {
    if (thrown instanceof Stop) return player.done(thrown.how, thrown.error);
    throw thrown;
  }
}

class Player {
  readonly #run: WorkflowRunObject;
  readonly #reach: Reach;
  readonly #now: number;
  readonly #seen: Seen;
  readonly #records: Record<string, RunActionObject>;
  /** What each action left, as later ones find it by its name. */
  readonly #left = new Map<string, JsonObject>();
  readonly #turns = new Map<string, Json>();
  readonly #variables = new Variables();
  #at: number;

  constructor(run: WorkflowRunObject, reach: Reach, now: number, seen: Seen) {
    this.#run = run;
    this.#reach = reach;
    this.#now = now;
    this.#seen = seen;
    this.#records = { ...run.actions };
    this.#at = run.startedAt;
  }

  done(status: WorkflowRunObject['status'], error: WorkflowRunObject['error']): WorkflowRunObject {
    const endedAt = status === 'Waiting' ? null : this.#at;
    return { ...this.#run, status, error, endedAt, actions: this.#records };
  }

  get #scope(): ExpressionScope {
    const { workflow } = this.#reach;
    const given = (workflow.properties['parameters'] ?? {}) as JsonObject;
    return {
      parameters: (name) => ((given[name] ?? {}) as JsonObject)['value'] ?? null,
      triggerBody: () => this.#run.trigger.body,
      outputs: (action) => this.#left.get(action),
      items: (loop) => this.#turns.get(loop) ?? null,
      variables: (name) => this.#variables.read(name),
    };
  }

  /** Plays actions in the order their `runAfter` gives. Failed where one failed and no other was there to take it up. */
  async play(actions: JsonObject, path: string): Promise<Outcome> {
    const ended = new Map<string, Outcome>();
    const names = Object.keys(actions);
    while (ended.size < names.length) {
      const name = names.find((one) => !ended.has(one) && this.#ready(actions[one] as JsonObject, ended));
      if (name === undefined) break;
      const action = actions[name] as JsonObject;
      ended.set(
        name,
        this.#due(action, ended) ? await this.#one(name, action, path) : this.#skip(name, path),
      );
    }
    const takenUp = (name: string): boolean =>
      names.some((one) => {
        const wanted = ((actions[one] as JsonObject)['runAfter'] ?? {}) as Readonly<Record<string, Json>>;
        return (wanted[name] as readonly string[] | undefined)?.includes('Failed') === true;
      });
    return names.some((name) => ended.get(name) === 'Failed' && !takenUp(name)) ? 'Failed' : 'Succeeded';
  }

  #ready(action: JsonObject, ended: ReadonlyMap<string, Outcome>): boolean {
    return Object.keys((action['runAfter'] ?? {}) as JsonObject).every((name) => ended.has(name));
  }

  #due(action: JsonObject, ended: ReadonlyMap<string, Outcome>): boolean {
    return Object.entries((action['runAfter'] ?? {}) as Readonly<Record<string, readonly string[]>>).every(
      ([name, wanted]) => wanted.includes(ended.get(name) ?? ''),
    );
  }

  #skip(name: string, path: string): Outcome {
    this.#keep(
      name,
      `${path}${name}`,
      { status: 'Skipped', code: 'ActionSkipped', inputs: null, outputs: {} },
      [],
    );
    return 'Skipped';
  }

  async #one(name: string, action: JsonObject, path: string): Promise<Outcome> {
    const full = `${path}${name}`;
    const inner = async (actions: Json | undefined, below: string): Promise<Outcome> =>
      this.play((actions ?? {}) as JsonObject, `${full}/${below}`);
    try {
      switch (action['type']) {
        case 'If': {
          const yes = holds(action['expression'] ?? null, this.#scope);
          const otherwise = ((action['else'] ?? {}) as JsonObject)['actions'];
          return this.#ended(name, full, await inner(yes ? action['actions'] : otherwise, ''));
        }
        case 'Foreach': {
          const turns = resolved(action['foreach'] ?? null, this.#scope);
          if (!Array.isArray(turns))
            throw new ExpressionTrouble(`The result of the 'foreach' of action '${name}' is not an array.`);
          let outcome: Outcome = 'Succeeded';
          for (const [turn, item] of (turns as readonly Json[]).entries()) {
            this.#turns.set(name, item);
            if ((await inner(action['actions'], `${turn}/`)) === 'Failed') outcome = 'Failed';
          }
          return this.#ended(name, full, outcome);
        }
        case 'Terminate':
          throw this.#terminated(name, full, resolved(action['inputs'] ?? {}, this.#scope) as JsonObject);
        default:
          return await this.#simple(name, full, action);
      }
    } catch (thrown) {
      if (!(thrown instanceof ExpressionTrouble)) throw thrown;
      const error = { code: 'InvalidTemplate', message: thrown.message };
      this.#keep(name, full, { status: 'Failed', code: 'BadRequest', inputs: null, outputs: {}, error }, []);
      return 'Failed';
    }
  }

  #ended(name: string, full: string, outcome: Outcome): Outcome {
    const failed = outcome === 'Failed';
    const code = failed ? 'ActionFailed' : 'OK';
    this.#keep(name, full, { status: failed ? 'Failed' : 'Succeeded', code, inputs: null, outputs: {} }, []);
    return outcome;
  }

  #terminated(name: string, full: string, inputs: JsonObject): Stop {
    this.#keep(name, full, { status: 'Succeeded', code: 'Terminated', inputs, outputs: {} }, []);
    const error = (inputs['runError'] ?? null) as { code: string; message: string } | null;
    const how = (['Succeeded', 'Cancelled'] as const).find((one) => one === inputs['runStatus']);
    return new Stop(how ?? 'Failed', error);
  }

  async #simple(name: string, full: string, action: JsonObject): Promise<Outcome> {
    const known = this.#records[full];
    if (known !== undefined) {
      this.#at = Math.max(this.#at, known.endedAt);
      this.#left.set(name, known.outputs);
      if (known.status === 'Succeeded') this.#vary(action, known.inputs as JsonObject);
      return known.status;
    }
    const inputs = resolved(action['inputs'] ?? null, this.#scope);
    this.#vary(action, inputs as JsonObject);
    const { status, body } = await this.#answer(full, action, inputs as JsonObject);
    const failed = status >= 400;
    const outputs = { statusCode: status, body };
    const said = failed ? errorIn(body) : undefined;
    this.#keep(
      name,
      full,
      {
        status: failed ? 'Failed' : 'Succeeded',
        code: codes[status] ?? (failed ? 'BadRequest' : 'OK'),
        inputs,
        outputs,
        ...(said === undefined ? {} : { error: said }),
      },
      securedIn(action),
    );
    return failed ? 'Failed' : 'Succeeded';
  }

  /** What an action does to the variables; done again from its record where a run goes on. */
  #vary(action: JsonObject, inputs: JsonObject): void {
    if (action['type'] === 'InitializeVariable') this.#variables.declare(inputs);
    if (action['type'] === 'AppendToArrayVariable') this.#variables.append(inputs);
  }

  async #answer(full: string, action: JsonObject, inputs: JsonObject): Promise<Called> {
    switch (action['type']) {
      case 'ApiConnection': {
        const answer = await connectorAnswer({ ...this.#reach, key: `${this.#run.id} ${full}` }, inputs);
        const value =
          answer.status === 200 && String(inputs['path']).startsWith('/secrets/') ? answer.body : null;
        if (value !== null) this.#seen.secrets.add(String((value as JsonObject)['value']));
        return answer;
      }
      case 'Http':
        return httpAnswer({ ...this.#reach, key: `${this.#run.id} ${full}` }, inputs);
      case 'ParseJson':
        return parsed(inputs);
      case 'InitializeVariable':
      case 'AppendToArrayVariable':
      case 'Response':
        return { status: 200, body: inputs };
      case 'Wait': {
        const { count, unit } = inputs['interval'] as JsonObject;
        const until = this.#at + (Number(count) * (units[String(unit)] ?? 1) * 1000) / this.#reach.pace;
        if (until > this.#now) throw new Stop('Waiting');
        this.#at = until;
        return { status: 200, body: null };
      }
      default:
        throw new ExpressionTrouble(`The action type '${String(action['type'])}' is not played here.`);
    }
  }

  /** Writes down what became of an action; secrets it met are left out of what is kept. */
  #keep(
    name: string,
    full: string,
    made: Omit<RunActionObject, 'name' | 'startedAt' | 'endedAt' | 'secured'>,
    secured: readonly string[],
  ): void {
    this.#left.set(name, made.outputs);
    if (this.#records[full] !== undefined) return;
    const startedAt = this.#at;
    this.#at += usual;
    this.#seen.exposed(full, made);
    const plain = this.#withoutSecrets(made);
    this.#records[full] = { name, ...plain, secured, startedAt, endedAt: this.#at };
  }

  #withoutSecrets<T>(of: T): T {
    let text = JSON.stringify(of);
    for (const secret of this.#seen.secrets) {
      if (secret !== '') text = text.replaceAll(JSON.stringify(secret).slice(1, -1), '(kept out)');
    }
    return JSON.parse(text) as T;
  }
}

/** Whether nothing more will come of a run. */
export const isOver = ({ status }: WorkflowRunObject): boolean =>
  status !== 'Running' && status !== 'Waiting';
