import { createHash } from 'node:crypto';
import type { Network } from '../clients/network.ts';
import type { Template } from '../contract/microsoft.ts';
import { intezerTemplate, type PublishedFile } from '../http/published.ts';
import { parsed } from '../http/text.ts';

/**
 * Reads a template from where its vendor publishes it and gives it back only where its hash is the pinned one. The
 * practice tenant's own stand-in has a hash of its own, which counts in the range of tenant ids reserved for practice
 * and nowhere else. No token goes with the request.
 * @throws MicrosoftError `template-changed` where the hash is another
 */
export async function publishedTemplate(
  network: Network,
  identity: 'person' | 'application',
  tenantId: string,
  file: PublishedFile = intezerTemplate,
): Promise<Template> {
  const doing = { what: 'read the published template' };
  const { text } = await network.send({ method: 'GET', url: file.address }, { identity, doing });
  const refused = (why: string) => network.trouble(file.address, identity, 'template-changed', why, doing);
  if (text.length > file.atMost) throw refused(`it is ${text.length} characters long`);
  const wanted = isPractice(tenantId) ? [file.sha256, file.practiceSha256] : [file.sha256];
  // A byte order mark is part of the file and never of the text a reader hands on.
  const hashes = [sha256(text), sha256(`\uFEFF${text}`)];
  if (!hashes.some((hash) => wanted.includes(hash))) throw refused(`its SHA-256 is ${hashes[0]}`);
  const template = parsed(text);
  if (typeof template !== 'object' || template === null || Array.isArray(template))
    throw refused('it is no JSON object');
  return template as Template;
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** The reserved range, as host/storage/practice-home.ts has it; a spec holds the two together. */
export const isPractice = (tenantId: string): boolean =>
  /^5e471e1a-0000-4000-8000-[0-9a-f]{12}$/iu.test(tenantId);
