import { toJudge } from '../../engine/model/fact.ts';
import { type Problem, ProblemError } from '../../engine/model/problem.ts';
import type { Begun, Change } from '../../engine/model/step.ts';
import type { Application, Microsoft, ServicePrincipal } from '../../microsoft/contract/microsoft.ts';
import { bornOf } from '../catalogue/born.ts';
import {
  appName,
  appObjectId,
  clientId,
  entraRights,
  type Right,
  registration,
  servicePrincipalId,
} from '../catalogue/facts.ts';
import { least } from '../catalogue/microsoft-ids.ts';
import { az, commandLines } from '../catalogue/shell-commands.ts';
import { step } from '../catalogue/step.ts';
import { activation } from '../sign-in/activation.ts';
import { automationMayNot } from '../sign-in/automation.ts';

/** The tag every application of ours carries; undo touches nothing without it. */
export const marker = 'sentinel-onboarding';

/** Carries the operation that made the application, so that one of ours is known again after an interruption. */
const markOf = (operation: string): string => `${marker}-by-${operation}`;

interface Seen {
  readonly application: Application | undefined;
  readonly servicePrincipal: ServicePrincipal | undefined;
  /** Under which name one of ours is found, whoever registers it. */
  readonly uniqueName: string;
  readonly portal: string;
  /** Microsoft Graph of this cloud. */
  readonly graph: string;
  readonly at: string;
}

/** More generations than anybody undoes within the 30 days Microsoft keeps a deleted application. */
const generations = 20;

/**
 * An application and its service principal exist. Ours is known by `uniqueName`, made from the vendor and the name
 * asked, so that it is found again and never doubled. A soft-deleted application keeps its `uniqueName`
 * (github.com/microsoftgraph/msgraph-bicep-types/issues/137), so after an undo the next generation of the name is used.
 * With `existing`, the client id of a hand-made application, that one is taken as it is.
 */
export const registerApplication = (of: {
  vendor: string;
  key: string;
  name: string;
  existing: string;
  /** What the organization's service catalog knows it by, where that is required. */
  reference?: string;
}) => {
  const createApplication: Change = {
    verb: 'create',
    what: of.name,
    where: 'Microsoft Entra, for this tenant only',
    right: least.register,
    undoneBy: 'Undo deletes it',
  };
  const createPrincipal: Change = {
    verb: 'create',
    what: 'Its service principal',
    where: 'this tenant',
    right: least.register,
    undoneBy: 'Undo deletes it',
  };
  const nameOf = (generation: number, uuidFor: (name: string) => string) =>
    `${marker}-${of.key}-${uuidFor(`${of.key}|${of.name}`).slice(0, 13)}-g${generation}`;

  return step({
    id: 'register-application',
    title: 'Register the application',
    why: `${of.vendor} signs in as itself, not as you`,
    severity: 'block',
    checks: ['APP-01', 'APP-02', 'ADM-02'],
    needs: { rights: toJudge(entraRights) },
    gives: { clientId, appObjectId, servicePrincipalId, appName, registration },
    settle: { within: 180, every: 2, usually: { from: 2, to: 30 } },

    async look({ microsoft, uuidFor, now, made }): Promise<Seen> {
      const find = async () =>
        of.existing
          ? { application: await microsoft.applications.byAppId(of.existing), uniqueName: '' }
          : ours(microsoft, (generation) => nameOf(generation, uuidFor));
      // The application was created just now, so its service principal is read at the same time.
      const expected = of.existing || made.find(({ made: { kind } }) => kind === 'application')?.made.of;
      const [{ application, uniqueName }, beside] = await Promise.all([
        find(),
        expected ? microsoft.servicePrincipals.byAppId(expected) : undefined,
      ]);
      const servicePrincipal =
        application && application.appId !== expected
          ? await microsoft.servicePrincipals.byAppId(application.appId)
          : beside;
      return {
        application,
        servicePrincipal,
        uniqueName,
        portal: microsoft.portal,
        graph: microsoft.graph,
        at: now(),
      };
    },

    judge({ application, servicePrincipal, uniqueName, portal, graph, at }, { rights }) {
      if (!application && of.existing) return { is: 'blocked', problem: notHere(of.existing, portal) };
      if (application && servicePrincipal && !servicePrincipal.accountEnabled) {
        return { is: 'blocked', problem: disabled(application, portal) };
      }
      if (application && servicePrincipal) {
        return {
          is: 'met',
          facts: {
            clientId: application.appId,
            appObjectId: application.appObjectId,
            servicePrincipalId: servicePrincipal.id,
            appName: application.displayName,
            registration: {
              ...(application.uniqueName ? { uniqueName: application.uniqueName } : {}),
              ours: application.tags.includes(marker),
            },
          },
        };
      }
      const changes = application ? [createPrincipal] : [createApplication, createPrincipal];
      if (rights?.register.is === 'no') {
        return {
          is: 'waiting',
          on: 'person',
          since: at,
          problem: mayNotRegister(
            { name: of.name, uniqueName, portal, graph, reference: of.reference },
            rights.register,
          ),
          changes,
        };
      }
      return {
        is: 'unmet',
        changes,
        problem: {
          code: 'application-missing',
          title: application
            ? 'The application has no service principal'
            : `${of.name} is not registered here`,
          because: application
            ? "Without one, it can't get consent or a role."
            : 'No application of ours with this name was found.',
          remedies: [{ do: 'redo', step: 'register-application' }],
          who: { role: least.register },
        },
      };
    },

    foresee: () => (of.existing ? [] : [createApplication, createPrincipal]),

    async apply(change, { microsoft, uuidFor, made, operation, begun }) {
      if (change.where === createApplication.where) {
        // An upsert writes over what stands: what an earlier one of ours created, and isn't listed yet, keeps its mark.
        const open = begun.filter((each) => each.outcome === 'open' && each.change.where === change.where);
        const tags = [marker, ...new Set([operation, ...open.map((each) => each.operation)].map(markOf))];
        return create(microsoft, { name: of.name, reference: of.reference }, tags, (generation) =>
          nameOf(generation, uuidFor),
        );
      }
      const application =
        made.find(({ made: { kind } }) => kind === 'application')?.made.of ??
        (of.existing ||
          (await ours(microsoft, (generation) => nameOf(generation, uuidFor))).application?.appId);
      if (!application) throw new Error('A service principal needs its application');
      const { id, created } = await microsoft.servicePrincipals.create(application);
      return {
        made: { kind: 'service-principal', id, of: application },
        owned: created,
        fresh: ['servicePrincipalId'],
      };
    },

    recognize(begun, { application, servicePrincipal }) {
      if (begun.change.where === createApplication.where) {
        if (!application) return 'never-happened';
        return isOf(application, begun) ? { receipt: applicationReceipt(application, true) } : 'not-ours';
      }
      if (!servicePrincipal || !application) return 'never-happened';
      const made = { kind: 'service-principal', id: servicePrincipal.id, of: application.appId };
      return bornOf(begun, servicePrincipal.createdAt) ? { receipt: { made, owned: true } } : 'not-ours';
    },

    async whose({ made }, { microsoft, uuidFor }) {
      const { applications, servicePrincipals } = microsoft;
      const names = Array.from({ length: generations }, (_, at) => nameOf(at + 1, uuidFor));
      const isNamed = (found: Application) => names.includes(found.uniqueName ?? '');
      if (made.kind === 'service-principal') {
        const found = await servicePrincipals.byId(made.id);
        if (!found) return { is: 'gone' };
        if (of.existing) return { is: found.appId === of.existing ? 'ours' : 'not-ours' };
        const application = await applications.byAppId(found.appId);
        return { is: application && isNamed(application) ? 'ours' : 'not-ours' };
      }
      const found = await applications.byObjectId(made.id);
      if (!found) return { is: 'gone' };
      const ours = isNamed(found) && found.tags.includes(marker) && found.appId === made.of;
      return ours ? { is: 'ours', what: found.displayName } : { is: 'not-ours' };
    },

    // With the application goes its service principal, and with both every secret and consent.
    stands: ({ application }) =>
      application
        ? [
            {
              change: { ...createApplication, what: application.displayName },
              receipt: applicationReceipt(application, application.tags.includes(marker)),
            },
          ]
        : [],

    async undo({ made, owned }, { microsoft }) {
      if (made.kind === 'service-principal') {
        // With it would go what others have consented to since; ours is revoked by now.
        if (of.existing && (await microsoft.consent.granted(made.id)).length > 0)
          return { left: "The application's service principal, because others have given it consent" };
        await microsoft.servicePrincipals.delete(made.id);
        return undefined;
      }
      const application = made.of ? await microsoft.applications.byAppId(made.of) : undefined;
      // Gone already is no error; an application without our marker belongs to someone else now, and is deleted only
      // where
      // it never had it and its removal was confirmed by name.
      if (application && (!owned || application.tags.includes(marker)))
        await microsoft.applications.delete(application.appObjectId);
      else if (application)
        return { left: `The application ${application.displayName}, which this program did not make` };
      return undefined;
    },
  });
};

/** Whether an operation made it: it bears its mark, and was born then, for an upsert marks what stood too. */
const isOf = ({ tags, createdAt }: Application, begun: Begun): boolean =>
  tags.includes(markOf(begun.operation)) && bornOf(begun, createdAt);

function applicationReceipt(of: { appId: string; appObjectId: string }, owned: boolean) {
  return {
    made: { kind: 'application', id: of.appObjectId, of: of.appId },
    owned,
    fresh: ['clientId', 'appObjectId', 'servicePrincipalId', 'appName'],
    remains: 'The application, which Microsoft Entra keeps as deleted for 30 days',
  };
}

/** The application under the first name that is not held by a deleted one, and that name. */
async function ours(
  microsoft: Microsoft,
  name: (generation: number) => string,
): Promise<{ readonly application: Application | undefined; readonly uniqueName: string }> {
  for (let generation = 1; generation <= generations; generation++) {
    const [application, deleted] = await Promise.all([
      microsoft.applications.byUniqueName(name(generation)),
      microsoft.applications.deletedWithUniqueName(name(generation)),
    ]);
    if (application || !deleted) return { application, uniqueName: name(generation) };
  }
  return { application: undefined, uniqueName: name(generations) };
}

async function create(
  microsoft: Microsoft,
  { name: displayName, reference }: { readonly name: string; readonly reference: string | undefined },
  tags: readonly string[],
  name: (generation: number) => string,
) {
  for (let generation = 1; ; generation++) {
    try {
      const made = await microsoft.applications.create({
        uniqueName: name(generation),
        displayName,
        tags,
        ...(reference ? { serviceManagementReference: reference } : {}),
      });
      return applicationReceipt(made, made.created);
    } catch (error) {
      const taken = error instanceof ProblemError && error.problem.code === 'name-held-by-deleted';
      if (!taken || generation === generations) throw error;
    }
  }
}

function notHere(application: string, portal: string): Problem {
  return {
    code: 'application-not-found',
    title: `No application ${application} in this tenant`,
    because: 'The client ID belongs to another tenant, or the application was deleted.',
    remedies: [
      {
        do: 'open',
        label: 'Open app registrations',
        url: `${portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade`,
      },
    ],
  };
}

function disabled(application: Application, portal: string): Problem {
  return {
    code: 'application-disabled',
    title: `${application.displayName} can't sign in`,
    because: 'Its service principal is disabled, so every sign-in is refused (AADSTS7000112).',
    remedies: [{ do: 'open', label: 'Open the application', url: enterpriseApp(portal, application.appId) }],
    who: { role: least.consent },
  };
}

function enterpriseApp(portal: string, appId: string): string {
  return `${portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Overview/appId/${appId}`;
}

/**
 * Commands that register the application under our name and mark, so that it is seen by itself
 * (https://learn.microsoft.com/graph/api/application-upsert).
 */
function commands(of: { name: string; uniqueName: string; graph: string; reference: string | undefined }) {
  const url = `${of.graph}/v1.0/applications(uniqueName='${of.uniqueName}')`;
  const body = {
    displayName: of.name,
    signInAudience: 'AzureADMyOrg',
    tags: [marker],
    ...(of.reference ? { serviceManagementReference: of.reference } : {}),
  };
  const at = { resource: of.graph, url };
  return commandLines([
    az('rest', {
      method: 'PATCH',
      ...at,
      headers: ['Content-Type=application/json', 'Prefer=create-if-missing'],
      body: JSON.stringify(body),
    }),
    az('ad sp create', {
      id: { printedBy: az('rest', { method: 'GET', ...at, query: 'appId', output: 'tsv' }) },
    }),
  ]);
}

function mayNotRegister(
  of: { name: string; uniqueName: string; portal: string; graph: string; reference: string | undefined },
  right: Right,
): Problem {
  if (right.automation !== undefined)
    return automationMayNot('register applications', right.role, right.automation);
  const mine = activation(right, of.portal);
  const byHand = [
    `Or by hand: ${of.portal}/#view/Microsoft_AAD_RegisteredApps/CreateApplicationBlade`,
    "Then send me its client ID, and I'll continue with that.",
  ];
  return {
    code: 'may-not-register',
    title: "You can't register applications here",
    because: `None of your active roles can, and this tenant doesn't allow every user to.${mine.because}`,
    who: { role: least.register },
    remedies: [
      {
        do: 'ask-someone',
        message: [
          `Hello, to connect Microsoft Sentinel I need an application registered that I can't register myself: "${of.name}", single tenant, no redirect address.`,
          `You could assign me the role ${least.register}, or register it. If you use these commands, we'll find it by itself:`,
          ...(of.uniqueName ? commands(of) : []),
          ...byHand,
        ].join('\n'),
      },
      ...mine.remedies,
      { do: 'sign-in-as', role: least.register },
    ],
  };
}
