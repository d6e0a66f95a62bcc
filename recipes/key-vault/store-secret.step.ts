import { keyed } from '../../engine/model/fact.ts';
import { storedSecret, vault, workspaceRights } from '../catalogue/facts.ts';
import { lettingIn, mayOpen, mayStore } from './rights.ts';
import { type Beforehand, storing } from './storing.ts';

/**
 * What a person types lies in the vault, where the playbooks read it.
 * @param of.answer the id of the question whose secret answer it is.
 */
export const storeSecret = (of: {
  readonly vaultName: string;
  readonly secretName: string;
  readonly answer: string;
  /** As people call it ("Intezer API key"). */
  readonly title: string;
  /** Of the workspace whose rights tell, before the vault exists, what the signed-in one may do in it. */
  readonly workspaceKey: string;
}) =>
  storing({
    ...of,
    id: 'store-secret',
    heading: `Store the ${of.title} in the vault`,
    why: 'The playbooks read it there, and no one else has to see it',
    severity: 'block',
    checks: ['PB-03'],
    vault,
    stored: storedSecret,
    beforehand: keyed(workspaceRights, of.workspaceKey),
    foresees(rights: Beforehand | undefined, send) {
      // Nothing known yet: who may make a vault may rarely write its secrets, so what comes is not counted too low.
      if (!rights) return [lettingIn(of.vaultName, 'rbac'), send];
      if ('open' in rights || mayStore(rights) === true) return [send];
      return mayOpen(rights, 'rbac') === false ? [] : [lettingIn(of.vaultName, 'rbac'), send];
    },
  });
