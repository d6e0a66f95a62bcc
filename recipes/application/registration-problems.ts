import type { Problem } from '../../engine/model/problem.ts';
import type { Application } from '../../microsoft/contract/microsoft.ts';
import type { Right } from '../catalogue/facts.ts';
import { least } from '../catalogue/microsoft-ids.ts';
import { az, commandLines } from '../catalogue/shell-commands.ts';
import { activation } from '../sign-in/activation.ts';
import { automationMayNot } from '../sign-in/automation.ts';
import { marker } from './our-application.ts';

export function notHere(application: string, portal: string): Problem {
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

/** @param name asked for; `found`: the application is there, and its service principal is not */
export function missing(name: string, found: boolean): Problem {
  return {
    code: 'application-missing',
    title: found ? 'The application has no service principal' : `${name} is not registered here`,
    because: found
      ? "Without one, it can't get consent or a role."
      : 'No application of ours with this name was found.',
    remedies: [{ do: 'redo', step: 'register-application' }],
    who: { role: least.register },
  };
}

export function disabled(application: Application, portal: string): Problem {
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

export function mayNotRegister(
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
