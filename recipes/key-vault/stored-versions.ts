import type { Show } from '../../engine/model/show.ts';
import type { Begun } from '../../engine/model/step.ts';
import type { SecretMetadata } from '../../microsoft/contract/microsoft.ts';

/** On every version we store: a few digits that tell the same value again, and the operation that stored it. */
export const markTag = 'sentinel-onboarding-mark';
export const operationTag = 'sentinel-onboarding';
const day = 86_400_000;

/** Whether every version there is was stored by this product, the newest by an operation of this journal. */
export const oursAlone = (
  versions: readonly [SecretMetadata, ...SecretMetadata[]],
  begun: readonly Begun[],
): boolean =>
  versions.every(({ tags }) => tags[operationTag] !== undefined) &&
  begun.some(({ operation }) => operation === versions[0].tags[operationTag]);

export const isOver = ({ expiresOn }: SecretMetadata, at: string): boolean =>
  expiresOn !== undefined && expiresOn <= at;

export const endsSoon = ({ expiresOn }: SecretMetadata, at: string): boolean =>
  expiresOn !== undefined && Date.parse(expiresOn) - Date.parse(at) < 30 * day;

export const described = (name: string, versions: readonly [SecretMetadata, ...SecretMetadata[]]): Show => ({
  show: 'pairs',
  title: name,
  pairs: [
    ['Stored', versions[0].createdOn.slice(0, 10)],
    ['Versions', String(versions.length)],
    ['Ends', versions[0].expiresOn?.slice(0, 10) ?? 'Never'],
  ],
});
