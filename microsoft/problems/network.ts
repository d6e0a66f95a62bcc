import type { ProblemRule } from './row.ts';
import { azurePage, coded, retry } from './text.ts';

/** The sentence added to a problem whose request has an unknown outcome. */
const unknownOutcome = (reads: boolean) =>
  reads ? '' : " We don't know whether it was done, so we check before repeating anything.";

const silence = (code: string) => (heard: { readonly status: number; readonly code: string }) =>
  heard.status === 0 && heard.code === code;

const statusHealth = {
  do: 'open',
  label: 'Check for an Azure outage',
  url: 'https://azure.status.microsoft',
} as const;

/** Network troubles, and the last rows, which match whatever no other row does. */
export const networkRows: readonly ProblemRule[] = [
  {
    // The practice tenant reports its own limits with these codes. No Microsoft service uses them.
    code: 'practice-tenant-cannot',
    when: coded('NotImitated', 'PracticeTenantFault'),
    say: (heard) => ({
      because: heard.message,
      remedies: [retry],
    }),
  },
  {
    code: 'offline',
    when: silence('offline'),
    say: (heard) => ({
      because: `This computer can't find ${heard.host} on the network. Nothing was sent.`,
      remedies: [retry],
    }),
  },
  {
    code: 'connection-refused',
    when: silence('refused'),
    say: (heard) => ({
      because: `${heard.host} didn't accept the connection. Nothing was sent. A firewall might be blocking it.`,
      remedies: [retry, statusHealth],
    }),
  },
  {
    code: 'connection-lost',
    when: silence('lost'),
    say: (heard) => ({
      because: `The connection to ${heard.host} broke before the answer was complete.${unknownOutcome(heard.reads)}`,
      passes: heard.reads,
      remedies: [retry],
    }),
  },
  {
    code: 'no-answer-in-time',
    when: silence('timeout'),
    say: (heard) => ({
      because: `${heard.host} didn't answer in time.${unknownOutcome(heard.reads)}`,
      passes: heard.reads,
      remedies: [retry, statusHealth],
    }),
  },
  {
    // https://learn.microsoft.com/azure/azure-portal/azure-portal-safelist-urls
    code: 'certificate-not-trusted',
    when: silence('certificate'),
    say: (heard) => ({
      because: `The certificate shown for ${heard.host} isn't trusted by this computer. A company proxy that inspects encrypted traffic can cause this. Nothing was sent.`,
      remedies: [
        retry,
        {
          do: 'ask-someone',
          message: `To: the network team\n\nHello,\n\nthe certificate this computer sees for ${heard.host} is not trusted. Please let this host pass without inspection, or install the proxy's root certificate on this computer (for the command line: NODE_EXTRA_CA_CERTS).\n\nThank you.`,
        },
      ],
    }),
  },
  {
    code: 'proxy-down',
    when: silence('proxy-down'),
    say: (heard) => ({
      because: `The proxy on the way to ${heard.host} doesn't answer. Its address is in the network settings of this computer, or in HTTPS_PROXY for the command line. Nothing reached Microsoft.`,
      outcome: 'not-sent',
      remedies: [
        retry,
        {
          do: 'ask-someone',
          message: `To: the network team\n\nHello,\n\nthe proxy that this computer uses for ${heard.host} doesn't answer. Please check that it is running, or tell me which proxy to use.\n\nThank you.`,
        },
      ],
    }),
  },
  {
    code: 'proxy-refused',
    when: (heard) => heard.status === 407 || silence('proxy')(heard),
    say: (heard) => ({
      because: `The proxy on the way to ${heard.host} refused to pass the request on. Nothing reached Microsoft.`,
      outcome: 'not-sent',
      remedies: [
        retry,
        {
          do: 'ask-someone',
          message: `To: the network team\n\nHello,\n\nthe proxy refuses connections to ${heard.host}. Please allow this host for this computer, or tell me the proxy and sign-in to set in HTTPS_PROXY.\n\nThank you.`,
        },
      ],
    }),
  },
  {
    code: 'foreign-address',
    when: silence('foreign'),
    say: (heard, { cloud }) => ({
      because: `The address ${heard.message} is not one of Microsoft's in ${cloud.title}. It was not asked, and no sign-in was shown to it.`,
      remedies: [retry],
    }),
  },
  {
    code: 'redirect-refused',
    when: silence('redirect'),
    say: (heard) => ({
      because: `${heard.host} pointed to another address${heard.message === '' ? '' : ` (${heard.message})`}. It was not followed, because a sign-in would have gone with it.${unknownOutcome(heard.reads)}`,
      passes: heard.reads,
      remedies: [retry],
    }),
  },
  {
    code: 'answer-not-understood',
    when: (heard) =>
      silence('too-large')(heard) ||
      heard.code === 'unreadable' ||
      (heard.status >= 400 &&
        heard.status < 500 &&
        heard.status !== 429 &&
        !heard.understood &&
        heard.status !== 404),
    say: (heard) => ({
      because: `What came back from ${heard.host} isn't Microsoft's answer. A sign-on page or a filter might have answered instead.${unknownOutcome(heard.reads)}`,
      passes: heard.reads,
      remedies: [retry],
    }),
  },
  {
    // https://learn.microsoft.com/graph/throttling
    code: 'throttled',
    when: (heard) => heard.status === 429 || coded('TooManyRequests', 'SubscriptionRequestsThrottled')(heard),
    say: (heard) => ({
      because:
        heard.retryAfter === undefined
          ? 'Microsoft asks this tenant to slow down.'
          : `Microsoft asks this tenant to wait ${heard.retryAfter} s.`,
      outcome: 'throttled',
      remedies: [heard.retryAfter === undefined ? retry : { do: 'retry', after: heard.retryAfter }],
    }),
  },
  {
    code: 'microsoft-unavailable',
    when: (heard) => heard.status >= 500 || heard.status === 408,
    say: (heard) => ({
      because: `${heard.host} answered with an error of its own (${heard.status}).${unknownOutcome(heard.reads)}`,
      passes: heard.reads,
      remedies: [retry, statusHealth],
    }),
  },
  {
    code: 'not-found',
    when: (heard) => heard.status === 404,
    say: (heard, context) => ({
      because: `Microsoft can't find it, or this sign-in can't see it${heard.message === '' ? '.' : `: ${heard.message}`}`,
      remedies: [retry, azurePage(context, 'Open the Azure portal', '')],
    }),
  },
  {
    code: 'request-refused',
    when: () => true,
    say: (heard) => ({
      because: `Microsoft refused the request (${heard.status} ${heard.code})${heard.message === '' ? '.' : `: ${heard.message}`}`,
      remedies: [
        retry,
        {
          do: 'ask-someone',
          message: `To: Microsoft support\n\nHello,\n\n${heard.method} ${heard.host}${heard.path} answered ${heard.status} ${heard.code} at ${heard.at}: ${heard.message}\nRequest id: ${heard.requestId ?? 'none'}\nCorrelation id: ${heard.correlation}\n\nThank you.`,
        },
      ],
    }),
  },
];
