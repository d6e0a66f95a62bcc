import { azureOperations } from './azure-operations.ts';
import { applicationOperations } from './directory-applications.ts';
import { batchOperations } from './directory-batch.ts';
import { credentialOperations } from './directory-credentials.ts';
import { deletedOperations } from './directory-deleted.ts';
import { grantOperations } from './directory-grants.ts';
import { peopleOperations } from './directory-people.ts';
import { policyOperations } from './directory-policies.ts';
import { principalOperations } from './directory-principals.ts';
import { roleOperations } from './directory-roles.ts';
import { loginOperations } from './login.ts';
import { consentOperations } from './login-consent.ts';
import { deviceOperations } from './login-device.ts';
import { metadataOperations } from './login-metadata.ts';
import { tokenOperations } from './login-token.ts';
import { portalOperations } from './portal.ts';
import { publishedOperations } from './published.ts';
import type { Operation } from './router.ts';
import { securityOperations } from './security.ts';

/** Every operation a practice tenant serves, one list a file. */
export const operations: readonly Operation[] = [
  ...metadataOperations,
  ...loginOperations,
  ...deviceOperations,
  ...consentOperations,
  ...tokenOperations,
  ...peopleOperations,
  ...applicationOperations,
  ...credentialOperations,
  ...principalOperations,
  ...grantOperations,
  ...deletedOperations,
  ...policyOperations,
  ...roleOperations,
  ...securityOperations,
  ...batchOperations,
  ...portalOperations,
  ...publishedOperations,
  ...azureOperations,
];
