/** What specs outside may use besides the tenant itself. */
export { collected, sdk } from './arm/azure-clients.spec-kit.ts';
export { type Playbooks, playbooksIn } from './playbooks/playbooks.spec-kit.ts';
export { type Recording, replay } from './server/recording.spec-kit.ts';

/** What other programs asked of a practice tenant, a JSON file each. */
export const recordedFolder = new URL('recorded/', import.meta.url);
export { publishedTemplate, publishNewer } from './playbooks/published.ts';
