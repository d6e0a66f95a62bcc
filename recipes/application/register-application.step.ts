import { toJudge, type Values } from '../../engine/model/fact.ts';
import type {
  Begun,
  Change,
  Finding,
  Left,
  Looking,
  Receipt,
  Recognized,
  Tools,
  Whose,
} from '../../engine/model/step.ts';
import type { Application, ServicePrincipal } from '../../microsoft/contract/microsoft.ts';
import { bornOf } from '../catalogue/born.ts';
import {
  appName,
  appObjectId,
  clientId,
  type EntraRights,
  entraRights,
  registration,
  servicePrincipalId,
} from '../catalogue/facts.ts';
import { least } from '../catalogue/microsoft-ids.ts';
import { step, type Undoing, type World } from '../catalogue/step.ts';
import { applicationReceipt, create, isOf, marker, type NamedBy, namesOf, ours } from './our-application.ts';
import { disabled, mayNotRegister, missing, notHere } from './registration-problems.ts';

/** The application that is asked for. */
interface Wanted extends NamedBy {
  readonly vendor: string;
  /** The client ID of a hand-made application that is taken as it is; empty where one of ours is wanted. */
  readonly existing: string;
  /** What the organization's service catalog knows it by, where that is required. */
  readonly reference?: string;
}

const needs = { rights: toJudge(entraRights) };
const gives = { clientId, appObjectId, servicePrincipalId, appName, registration };
type Needs = typeof needs;
type Working = Tools<Needs, World>;

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

/**
 * An application and its service principal exist. Ours is known by `uniqueName`, made from the vendor and the name
 * asked, so that it is found again and never doubled. A soft-deleted application keeps its `uniqueName`
 * (github.com/microsoftgraph/msgraph-bicep-types/issues/137), so after an undo the next generation of the name is used.
 * With `existing`, the client ID of a hand-made application, that one is taken as it is.
 */
export const registerApplication = (of: Wanted) =>
  step({
    id: 'register-application',
    title: 'Register the application',
    why: `${of.vendor} signs in as itself, not as you`,
    severity: 'block',
    checks: ['APP-01', 'APP-02', 'ADM-02'],
    needs,
    gives,
    settle: { within: 180, every: 2, usually: { from: 2, to: 30 } },
    look: (tools) => lookForApplication(of, tools),
    judge: (seen, { rights }) => judgeApplication(of, seen, rights),
    foresee: () => (of.existing ? [] : [creation(of), principalCreation]),
    apply: (change, tools) =>
      change.where === everywhere ? applyApplication(of, change, tools) : applyPrincipal(of, tools),
    recognize: (begun, seen) =>
      begun.change.where === everywhere ? recognizeApplication(begun, seen) : recognizePrincipal(begun, seen),
    whose: (receipt, tools) =>
      receipt.made.kind === 'service-principal'
        ? whosePrincipal(of, receipt, tools)
        : whoseApplication(of, receipt, tools),
    // With the application goes its service principal, and with both every secret and consent.
    stands: ({ application }) => (application ? [standing(of, application)] : []),
    undo: (receipt, tools) =>
      receipt.made.kind === 'service-principal'
        ? undoPrincipal(of, receipt, tools)
        : undoApplication(receipt, tools),
  });

/** Where an application is made, which tells its creation from that of its service principal. */
const everywhere = 'Microsoft Entra, for this tenant only';

const creation = (of: Wanted): Change => ({
  verb: 'create',
  what: of.name,
  where: everywhere,
  right: least.register,
  undoneBy: 'Undo deletes it',
});

const principalCreation: Change = {
  verb: 'create',
  what: 'Its service principal',
  where: 'this tenant',
  right: least.register,
  undoneBy: 'Undo deletes it',
};

const standing = (of: Wanted, application: Application) => ({
  change: { ...creation(of), what: application.displayName },
  receipt: applicationReceipt(application, application.tags.includes(marker)),
});

/** The client ID of the application this run created a moment ago, which Microsoft might not list yet. */
const justMade = ({ made }: Working): string | undefined =>
  made.find(({ made: { kind } }) => kind === 'application')?.made.of;

async function lookForApplication(of: Wanted, tools: Working): Promise<Seen> {
  const { microsoft, uuidFor, now } = tools;
  const find = async () =>
    of.existing
      ? { application: await microsoft.applications.byAppId(of.existing), uniqueName: '' }
      : ours(microsoft, namesOf(of, uuidFor));
  // Where its client ID is known already, its service principal is read at the same time.
  const expected = of.existing || justMade(tools);
  const [{ application, uniqueName }, atOnce] = await Promise.all([
    find(),
    expected ? microsoft.servicePrincipals.byAppId(expected) : undefined,
  ]);
  const servicePrincipal =
    application && application.appId !== expected
      ? await microsoft.servicePrincipals.byAppId(application.appId)
      : atOnce;
  const { portal, graph } = microsoft;
  return { application, servicePrincipal, uniqueName, portal, graph, at: now() };
}

function judgeApplication(
  of: Wanted,
  { application, servicePrincipal, uniqueName, portal, graph, at }: Seen,
  rights: EntraRights | undefined,
): Finding<typeof gives> {
  if (!application && of.existing) return { is: 'blocked', problem: notHere(of.existing, portal) };
  if (application && servicePrincipal && !servicePrincipal.accountEnabled) {
    return { is: 'blocked', problem: disabled(application, portal) };
  }
  if (application && servicePrincipal) return { is: 'met', facts: factsOf(application, servicePrincipal) };
  const changes = application ? [principalCreation] : [creation(of), principalCreation];
  if (rights?.register.is === 'no') {
    const { name, reference } = of;
    const problem = mayNotRegister({ name, uniqueName, portal, graph, reference }, rights.register);
    return { is: 'waiting', on: 'person', since: at, problem, changes };
  }
  return { is: 'unmet', changes, problem: missing(of.name, application !== undefined) };
}

function factsOf(application: Application, servicePrincipal: ServicePrincipal): Values<typeof gives> {
  return {
    clientId: application.appId,
    appObjectId: application.appObjectId,
    servicePrincipalId: servicePrincipal.id,
    appName: application.displayName,
    registration: {
      ...(application.uniqueName ? { uniqueName: application.uniqueName } : {}),
      ours: application.tags.includes(marker),
    },
  };
}

function applyApplication(
  of: Wanted,
  change: Change,
  { microsoft, uuidFor, operation, begun }: Working,
): Promise<Receipt> {
  // An upsert writes over what stands: what an earlier one of ours created, and isn't listed yet, keeps its mark.
  const open = begun.filter((each) => each.outcome === 'open' && each.change.where === change.where);
  const operations = [operation, ...open.map((each) => each.operation)];
  return create(microsoft, of, operations, namesOf(of, uuidFor));
}

async function applyPrincipal(of: Wanted, tools: Working): Promise<Receipt> {
  const { microsoft, uuidFor } = tools;
  const application =
    justMade(tools) ?? (of.existing || (await ours(microsoft, namesOf(of, uuidFor))).application?.appId);
  if (!application) throw new Error('A service principal needs its application');
  const { id, created } = await microsoft.servicePrincipals.create(application);
  return {
    made: { kind: 'service-principal', id, of: application },
    owned: created,
    fresh: ['servicePrincipalId'],
  };
}

function recognizeApplication(begun: Begun, { application }: Seen): Recognized {
  if (!application) return 'never-happened';
  return isOf(application, begun) ? { receipt: applicationReceipt(application, true) } : 'not-ours';
}

function recognizePrincipal(begun: Begun, { application, servicePrincipal }: Seen): Recognized {
  if (!servicePrincipal || !application) return 'never-happened';
  const made = { kind: 'service-principal', id: servicePrincipal.id, of: application.appId };
  return bornOf(begun, servicePrincipal.createdAt) ? { receipt: { made, owned: true } } : 'not-ours';
}

type Reading = Looking<Needs, World>;

async function whosePrincipal(
  of: Wanted,
  { made }: Receipt,
  { microsoft, uuidFor }: Reading,
): Promise<Whose> {
  const found = await microsoft.servicePrincipals.byId(made.id);
  if (!found) return { is: 'gone' };
  if (of.existing) return { is: found.appId === of.existing ? 'ours' : 'not-ours' };
  const application = await microsoft.applications.byAppId(found.appId);
  return { is: application && isNamed(of, application, uuidFor) ? 'ours' : 'not-ours' };
}

async function whoseApplication(
  of: Wanted,
  { made }: Receipt,
  { microsoft, uuidFor }: Reading,
): Promise<Whose> {
  const found = await microsoft.applications.byObjectId(made.id);
  if (!found) return { is: 'gone' };
  const isOurs = isNamed(of, found, uuidFor) && found.tags.includes(marker) && found.appId === made.of;
  return isOurs ? { is: 'ours', what: found.displayName } : { is: 'not-ours' };
}

const isNamed = (of: Wanted, { uniqueName = '' }: Application, uuidFor: Reading['uuidFor']): boolean =>
  namesOf(of, uuidFor).includes(uniqueName);

async function undoPrincipal(
  of: Wanted,
  { made }: Receipt,
  { microsoft }: Undoing,
): Promise<Left | undefined> {
  // With it would go what others have consented to since; ours is revoked by now.
  if (of.existing && (await microsoft.consent.granted(made.id)).length > 0)
    return { left: "The application's service principal, because others have given it consent" };
  await microsoft.servicePrincipals.delete(made.id);
  return undefined;
}

async function undoApplication({ made, owned }: Receipt, { microsoft }: Undoing): Promise<Left | undefined> {
  const application = made.of ? await microsoft.applications.byAppId(made.of) : undefined;
  // Gone already is no error; an application without our marker belongs to someone else now, and is deleted only where
  // it never had it and its removal was confirmed by name.
  if (application && (!owned || application.tags.includes(marker)))
    await microsoft.applications.delete(application.appObjectId);
  else if (application)
    return { left: `The application ${application.displayName}, which this program did not make` };
  return undefined;
}
