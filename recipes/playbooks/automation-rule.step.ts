import { keyed } from '../../engine/model/fact.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { Change } from '../../engine/model/step.ts';
import type { AutomationRule, RuleCondition } from '../../microsoft/contract/microsoft.ts';
import { bornOf } from '../catalogue/born.ts';
import {
  playbookId,
  automationRule as ruleFact,
  sentinelMayRun,
  workspace,
  workspaceRights,
} from '../catalogue/facts.ts';
import { allows, type PickedWorkspace } from '../catalogue/microsoft-ids.ts';
import { step } from '../catalogue/step.ts';
import { type PlaybookKey, playbookKeys, playbooks } from './playbooks.ts';
import { inWords, sameConditions } from './rule-conditions.ts';

const toMake = 'Microsoft.SecurityInsights/automationRules/write';
const right = 'Microsoft Sentinel Responder and Microsoft Sentinel Playbook Operator';
/** https://learn.microsoft.com/azure/sentinel/automate-incident-handling-with-automation-rules */
const lastOrder = 1000;

interface Seen {
  readonly rules: readonly AutomationRule[];
  /** The name ours has, or would have. */
  readonly name: string;
  readonly at: string;
}

/**
 * A rule starts the playbook when an incident is created. One that does so already is taken as it is, whoever made it:
 * it is known by the playbook it runs. Of ours the conditions are kept as they were asked for; those of other rules are
 * shown, and reported if they differ. Ours has an ID made from the workspace and the playbook, so that a repeat finds
 * it whatever it is called.
 * @param of.conditions what an incident must be like; none: every one starts it.
 * @param of.order the place among the rules; 0 takes the first free one.
 * @param of.nth which of the chosen playbooks it is, so that several rules do not get the same place.
 */
export const automationRule = (of: {
  readonly workspace: PickedWorkspace;
  readonly playbook: PlaybookKey;
  readonly order: number;
  readonly nth: number;
  readonly conditions: readonly RuleCondition[];
  /** What a new rule is called, before the playbook's title. */
  readonly called: string;
}) => {
  const { title } = playbooks[of.playbook];
  const ruleName = `${of.called}: ${title}`;
  const id = `automation-rule:${of.playbook}`;
  const changeOf = (verb: 'create' | 'update', name = ruleName): Change => ({
    verb,
    what: `Rule "${name}"${of.conditions.length > 0 || verb === 'update' ? `, ${inWords(of.conditions)}` : ''}`,
    where: of.workspace.name,
    right,
    undoneBy: verb === 'create' ? 'Undo deletes it' : "Can't be undone. The earlier version isn't kept.",
  });
  const nameOf = (uuidFor: (name: string) => string, playbook: PlaybookKey): string =>
    uuidFor(`${of.workspace.armId.toLowerCase()}|automation-rule|${playbook}`);

  return step({
    id,
    title: `Start ${title} when an incident is created`,
    why: 'A playbook needs a rule to start it',
    severity: 'block',
    checks: ['PB-05'],
    needs: {
      workspace: keyed(workspace, of.workspace.key),
      rights: keyed(workspaceRights, of.workspace.key),
      playbook: keyed(playbookId, of.playbook),
      sentinelMayRun,
    },
    gives: { rule: keyed(ruleFact, of.playbook) },
    // A role for Microsoft Sentinel takes minutes to arrive; until then the rule is refused and tried again.
    settle: { within: 600, every: 5, usually: { from: 5, to: 120 } },
    async look({ microsoft, now, uuidFor }): Promise<Seen> {
      const rules = await microsoft.sentinel.rules(of.workspace.armId);
      return { rules, name: nameOf(uuidFor, of.playbook), at: now() };
    },
    judge(seen, { playbook, rights }) {
      const { at } = seen;
      const running = seen.rules.filter((rule) => runs(rule, playbook));
      const able = running.filter((rule) => works(rule, at));
      const same = (rule: AutomationRule) => sameConditions(rule.conditions, of.conditions);
      const mine = ours(seen);
      const working = able.find(same) ?? (mine && able.includes(mine) ? undefined : able[0]);
      if (working) {
        const { order, changedAt: since, conditions } = working;
        return {
          is: 'met',
          facts: { rule: { id: working.id, order, since, conditions } },
          shows: [
            {
              show: 'pairs',
              title: working.displayName,
              pairs: [
                ['Order', String(order)],
                ['Starts it', inWords(conditions)],
              ],
            },
          ],
          ...(same(working) ? {} : { warning: otherwise(working, of.conditions) }),
        };
      }
      if (!('couldNotLook' in rights) && !allows(rights, toMake)) {
        return { is: 'waiting', on: 'person', since: at, problem: mayNot(title, of.workspace.name) };
      }
      const [narrow] = able;
      const [off] = running;
      return {
        is: 'unmet',
        changes: [mine ? changeOf('update', mine.displayName) : changeOf('create')],
        problem: {
          code: 'automation-rule-missing',
          ...(narrow
            ? {
                title: `The rule that starts ${title} has other conditions`,
                because: `${narrow.displayName} starts it ${inWords(narrow.conditions)}, and was asked to ${inWords(of.conditions)}.`,
              }
            : {
                title: off ? `The rule that starts ${title} does nothing` : `Nothing starts ${title}`,
                because: off
                  ? `${off.displayName} is switched off, has expired, or does not wait for new incidents.`
                  : `No automation rule of ${of.workspace.name} runs it when an incident is created.`,
              }),
          remedies: [{ do: 'redo', step: id }],
          who: { role: right },
        },
      };
    },
    foresee: ({ rights }) =>
      rights && !('couldNotLook' in rights) && !allows(rights, toMake) ? [] : [changeOf('create')],
    async apply(change, { microsoft, given, uuidFor }) {
      const name = nameOf(uuidFor, of.playbook);
      const our = playbookKeys.map((key) => nameOf(uuidFor, key));
      const rules = await microsoft.sentinel.rules(of.workspace.armId);
      const mine = rules.find((rule) => rule.name.toLowerCase() === name);
      const made = await microsoft.sentinel.putRule(of.workspace.armId, {
        name,
        // A person may have renamed it.
        displayName: mine?.displayName || ruleName,
        order:
          mine?.order ??
          orderFor(
            rules.filter((rule) => !our.includes(rule.name.toLowerCase())),
            of,
          ),
        playbookId: given.playbook,
        conditions: of.conditions,
      });
      return {
        made: { kind: 'automation-rule', id: made.id },
        owned: change.verb === 'create' && made.created,
      };
    },
    // On every computer ours has the same name: when it was made tells the operation's own.
    recognize(begun, seen) {
      const mine = ours(seen);
      const there = mine && works(mine, seen.at) && sameConditions(mine.conditions, of.conditions);
      if (!there) return 'never-happened';
      const creates = begun.change.verb === 'create';
      if (!bornOf(begun, creates ? mine.createdAt : mine.changedAt)) return 'not-ours';
      return { receipt: { made: { kind: 'automation-rule', id: mine.id }, owned: creates } };
    },
    // The list holds everybody's rules; ours is known by the name that is made for it.
    async whose({ made }, { microsoft, uuidFor }) {
      const rules = await microsoft.sentinel.rules(of.workspace.armId);
      const found = rules.find(({ id }) => id.toLowerCase() === made.id.toLowerCase());
      if (!found) return { is: 'gone' };
      if (found.name.toLowerCase() !== nameOf(uuidFor, of.playbook)) return { is: 'not-ours' };
      return { is: 'ours', what: `Rule "${found.displayName}"` };
    },
    undo: ({ made }, { microsoft }) => microsoft.sentinel.removeRule(made.id),
  });
};

const ours = ({ rules, name }: Seen) => rules.find((rule) => rule.name.toLowerCase() === name);

const runs = ({ playbookIds }: AutomationRule, playbook: string): boolean =>
  playbookIds.some((id) => id.toLowerCase() === playbook.toLowerCase());

const works = ({ isEnabled, onIncidentCreated, expiresAt }: AutomationRule, at: string): boolean =>
  isEnabled && onIncidentCreated && (expiresAt === undefined || expiresAt > at);

/** The nth place that none of these rules holds, or counted from the one asked for. Equal places are allowed. */
export function orderFor(
  others: readonly Pick<AutomationRule, 'order'>[],
  { order, nth }: { readonly order: number; readonly nth: number },
): number {
  if (order > 0) return Math.min(order + nth, lastOrder);
  const taken = new Set(others.map((rule) => rule.order));
  const free = Array.from({ length: lastOrder }, (_, at) => at + 1).filter((place) => !taken.has(place));
  return free[nth] ?? lastOrder;
}

function otherwise(rule: AutomationRule, wanted: readonly RuleCondition[]): Problem {
  return {
    code: 'automation-rule-narrowed',
    title: `${rule.displayName} starts it for other incidents than you chose`,
    because: `It starts it ${inWords(rule.conditions)}, but you chose ${inWords(wanted)}. This app didn't create the rule, so it isn't changed.`,
    remedies: [{ do: 'retry' }],
  };
}

function mayNot(title: string, name: string): Problem {
  return {
    code: 'may-not-make-rules',
    title: `You can't create automation rules on ${name}`,
    because: `None of your Azure roles there includes ${toMake}.`,
    who: { role: right },
    remedies: [
      { do: 'sign-in-as', role: right },
      {
        do: 'ask-someone',
        message: `Hello, please create an automation rule on the Microsoft Sentinel workspace ${name}: when an incident is created, run the playbook ${title}. It needs ${right}.`,
      },
    ],
  };
}
