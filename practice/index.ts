/**
 * The door of the practice tenant. Nobody outside imports a file behind it by its path. What is not needed at every
 * start has a door of its own in package.json: README.md says which, and why.
 */
export { ActRefused } from './core/acts.ts';
export { applicationFrom } from './entra/applications.ts';
export { principalOf } from './entra/service-principals.ts';
export { loadLanguage } from './kql/values/language.ts';
export { workloadAssertion } from './login/workload.ts';
export { playbookTemplateHash } from './playbooks/playbook-template.ts';
export {
  enterDeviceCode,
  type Person,
  type SignInPages,
  SignInRefused,
  serveSignIn,
  signInAsPerson,
} from './server/browser-user.ts';
export {
  type Act,
  type Fault,
  type FaultKind,
  faultKinds,
  type PracticeOptions,
  type PracticeTenant,
  practiceTenant,
  type RequestRecord,
  SavedContentsRefused,
  type TenantName,
  tenantNames,
  usualLagSeconds,
  type Weather,
} from './server/tenant.ts';
export * from './values.ts';
