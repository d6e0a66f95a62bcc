/** Values and types that need no tenant: whoever imports them loads nothing of what answers requests. */
export * from './core/clock.ts';
export { apiAt, clouds } from './core/clouds.ts';
export type * from './core/contents.ts';
export { fractionOf, guidOf, isPracticeTenantId, practiceTenantId } from './core/ids.ts';
export { graphPermissions } from './entra/permissions.ts';
export { scanFileHash, scanUrl, submitAlert, updateIncident } from './playbooks/playbook-definitions.ts';
