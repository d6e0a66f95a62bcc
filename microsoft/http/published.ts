/** A vendor's file, read as it was published, and the only hashes that are accepted for it. */
export interface PublishedFile {
  readonly address: string;
  /** SHA-256 of the bytes, in hex. */
  readonly sha256: string;
  /** The hash of the practice tenant's file in its place, accepted from practice tenants only. */
  readonly practiceSha256: string;
  /** The most characters to read. */
  readonly atMost: number;
}

const repository = 'intezer/microsoft-sentinel-integration';
const path = 'playbooks/azuredeploy.json';
const pinned = 'bb3b881a49cdf590fc779dbc19680e888ca43cc2';

/** The file's address at a commit (40 hex digits). */
export const templateAt = (commit: string): string =>
  `https://raw.githubusercontent.com/${repository}/${commit}/${path}`;

/**
 * Intezer's playbooks, at the commit that we read
 * (https://github.com/intezer/microsoft-sentinel-integration/tree/bb3b881a49cdf590fc779dbc19680e888ca43cc2/playbooks).
 */
export const intezerTemplate: PublishedFile = {
  address: templateAt(pinned),
  sha256: '76f24005374dcd0c07879b496f0b078fbd67ecaae943684f0bb0459d3a7efc06',
  practiceSha256: '4cd1a1150d328102360fa37d0ee1c693cd9bac31501e9f96af7857ef2da032b5',
  atMost: 512 * 1024,
};

/** The newest commit that changed the file: https://docs.github.com/rest/commits/commits#list-commits. */
export const templateCommits = `https://api.github.com/repos/${repository}/commits?path=${path}&per_page=1`;

/** Whether a request reads exactly a published file: the file at any commit, or the list of its commits. */
export function isPublished(wanted: { readonly method: string; readonly url: string }): boolean {
  if (wanted.method !== 'GET') return false;
  const [, commit] = /^https:\/\/[^/]+\/[^/]+\/[^/]+\/([0-9a-f]{40})\//u.exec(wanted.url) ?? [];
  return wanted.url === templateCommits || (commit !== undefined && wanted.url === templateAt(commit));
}
