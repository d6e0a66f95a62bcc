import { type Operation, operation } from '../core/router.ts';
import { playbookTemplate } from './playbook-template.ts';

/** Where the vendor's template is published, at the commit that recipes pin; what is there in practice is our own. */
const address =
  'https://raw.githubusercontent.com/intezer/microsoft-sentinel-integration/bb3b881a49cdf590fc779dbc19680e888ca43cc2/playbooks/azuredeploy.json';

let published = playbookTemplate;

/** The template as practice publishes it. */
export const publishedTemplate = (): string => published;

/** Has practice publish another text in its place: the vendor's own file, for whoever has it (published.spec-kit.ts). */
export function publishInstead(text: string): void {
  published = text;
}

/** A published file's text, or nothing where practice plays none at that address. */
export const publishedAt = (uri: string): string | undefined => (uri === address ? published : undefined);

/** What is published since, and the commit that brought it; the template itself came with the first. */
let newest = { sha: '466cc0e000000000000000000000000000000000', text: undefined as string | undefined };
const inList = '/repos/intezer/microsoft-sentinel-integration/commits';

/** Has practice publish a newer template under another commit; none takes it back. */
export function publishNewer(text: string | undefined): void {
  const sha = (text === undefined ? '466cc0e' : '2d6d292').padEnd(40, '0');
  newest = { sha, text };
}

/** Files that anybody may read, without signing in. */
export const publishedOperations: readonly Operation[] = [
  operation({
    host: 'published',
    method: 'GET',
    path: new URL(address).pathname,
    source: [
      'https://docs.github.com/repositories/working-with-files/using-files/viewing-and-understanding-files',
    ],
    assumed: ['GitHub’s raw files come as text/plain, whatever they are'],
    open: true,
    run: () => ({
      status: 200,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
      text: published,
    }),
  }),
  operation({
    host: 'published',
    method: 'GET',
    path: '/intezer/microsoft-sentinel-integration/{commit}/playbooks/azuredeploy.json',
    source: [
      'https://docs.github.com/repositories/working-with-files/using-files/viewing-and-understanding-files',
    ],
    assumed: ['a commit that is not there: 404 in plain text'],
    open: true,
    run: ({ params }) => {
      const there = params['commit'] === newest.sha;
      return {
        status: there ? 200 : 404,
        headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
        text: there ? (newest.text ?? published) : '404: Not Found',
      };
    },
  }),
  operation({
    host: 'published',
    method: 'GET',
    path: inList,
    source: ['https://docs.github.com/rest/commits/commits#list-commits'],
    assumed: [
      'one commit a file, whatever `path` and `per_page` ask for; only what tells commits apart is given',
    ],
    open: true,
    run: () => ({
      status: 200,
      body: [
        {
          sha: newest.sha,
          commit: {
            committer: { name: 'Ada', email: 'ada@example.com', date: '2026-11-20T09:00:00Z' },
            message: 'Change the template',
          },
        },
      ],
    }),
  }),
];
