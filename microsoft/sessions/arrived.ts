import type { Network } from '../clients/network.ts';
import { personalAccountsTenant } from '../http/known-ids.ts';
import { doing } from './browser-sign-in.ts';

/**
 * Checks the tenant of the token. A browser signed in elsewhere, or a guest, can end up in another tenant.
 * @throws MicrosoftError
 */
export function checkArrived(wire: Network, authority: string, chosen: string, arrived: string): void {
  if (arrived.toLowerCase() === chosen.toLowerCase()) return;
  if (arrived === personalAccountsTenant) {
    throw wire.trouble(authority, 'person', 'personal-account', '', doing);
  }
  const words = `The sign-in led to tenant ${arrived || 'unknown'}, but the setup is for tenant ${chosen}.`;
  throw wire.trouble(authority, 'person', 'wrong-tenant', words, doing);
}
