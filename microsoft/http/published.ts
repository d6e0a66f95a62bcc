/** A vendor's file that is read as it was published, and the only ones of its hashes that are taken for it. */
export interface PublishedFile {
  readonly address: string;
  /** SHA-256 of the bytes, in hex. */
  readonly sha256: string;
  /** The same for the file a practice tenant publishes in its place, taken from practice tenants only. */
  readonly practiceSha256: string;
  /** More than this many characters are not looked at. */
  readonly atMost: number;
}

/**
 * Intezer's playbooks, at the commit that was read
 * (https://github.com/intezer/microsoft-sentinel-integration/tree/bb3b881a49cdf590fc779dbc19680e888ca43cc2/playbooks).
 */
export const intezerTemplate: PublishedFile = {
  address:
    'https://raw.githubusercontent.com/intezer/microsoft-sentinel-integration/bb3b881a49cdf590fc779dbc19680e888ca43cc2/playbooks/azuredeploy.json',
  sha256: '76f24005374dcd0c07879b496f0b078fbd67ecaae943684f0bb0459d3a7efc06',
  practiceSha256: '4cd1a1150d328102360fa37d0ee1c693cd9bac31501e9f96af7857ef2da032b5',
  atMost: 512 * 1024,
};

/** Whether a request reads a published file: this address to the letter, and only to read it. */
export const isPublished = (wanted: { readonly method: string; readonly url: string }): boolean =>
  wanted.method === 'GET' && wanted.url === intezerTemplate.address;
