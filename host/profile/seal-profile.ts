import type { ConnectionProfile } from '../../engine/model/profile.ts';
import type { Secret } from '../../engine/model/secret.ts';
import { sealText } from '../storage/seal.ts';
import { profileText } from './profile-text.ts';

/** The profile with its secret, sealed by a passphrase; `sealText` says in which format. */
export function sealProfile(
  profile: ConnectionProfile,
  secret: Secret | undefined,
  passphrase: Secret,
): Promise<string> {
  return sealText(
    profileText(secret ? { ...profile, clientSecret: secret.reveal('profile') } : profile),
    passphrase,
  );
}
