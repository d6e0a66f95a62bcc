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
];
