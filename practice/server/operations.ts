import type { Operation } from '../core/router.ts';
import { applicationOperations } from '../entra/applications.ts';
import { batchOperations } from '../entra/batch.ts';
import { credentialOperations } from '../entra/credentials.ts';
import { deletedOperations } from '../entra/deleted-items.ts';
import { directoryOperations } from '../entra/directory.ts';
import { grantOperations } from '../entra/grants.ts';
import { ownerOperations } from '../entra/owners.ts';
import { peopleOperations } from '../entra/people.ts';
import { policyOperations } from '../entra/policies.ts';
import { roleOperations } from '../entra/roles.ts';
import { securityOperations } from '../entra/security.ts';
import { principalOperations } from '../entra/service-principals.ts';
import { consentOperations } from '../login/consent.ts';
import { deviceOperations } from '../login/device-code.ts';
import { loginOperations } from '../login/login.ts';
import { metadataOperations } from '../login/metadata.ts';
import { portalOperations } from '../login/portal.ts';
import { tokenOperations } from '../login/token.ts';
import { publishedOperations } from '../playbooks/published.ts';
import { azureOperations } from './azure-operations.ts';

/** Every operation that a practice tenant serves. Each file has one list. */
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
  ...ownerOperations,
  ...directoryOperations,
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
