import { createHash } from 'node:crypto';
import type { Network } from '../clients/network.ts';
import type { NewerTemplate, Template } from '../contract/microsoft.ts';
import { intezerTemplate, type PublishedFile, templateAt, templateCommits } from '../http/published.ts';
import { at, parsed, textAt } from '../http/text.ts';

/**
 * Reads a template from its vendor's address and returns it only if it has the pinned hash. The practice
 * tenant's stand-in has its own hash, which counts only for tenant IDs in the range reserved for practice. No
 * token is sent with the request.
 * @throws MicrosoftError `template-changed` if the hash is different
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
  if (!hashesOf(text).some((hash) => known(file, tenantId).includes(hash)))
    throw refused(`its SHA-256 is ${sha256(text)}`);
  return objectIn(text) ?? Promise.reject(refused('it is no JSON object'));
}

/**
 * The template at the newest commit that changed it; undefined if its content is the pinned one. The product
 * doesn't vouch for it: whoever deploys it must give its hash. No token is sent with either request.
 * @throws MicrosoftError `template-changed` if it is too long, no JSON object, or GitHub's list can't be read
 */
export async function newerTemplate(
  network: Network,
  identity: 'person' | 'application',
  tenantId: string,
  file: PublishedFile = intezerTemplate,
): Promise<NewerTemplate | undefined> {
  const doing = { what: 'look for a newer published template' };
  const listed = await network.send({ method: 'GET', url: templateCommits }, { identity, doing });
  const newest = newestIn(parsed(listed.text));
  if (newest === undefined)
    throw network.trouble(templateCommits, identity, 'template-changed', 'GitHub names no commit', doing);
  const address = templateAt(newest.commit);
  if (address === file.address) return undefined;
  const { text } = await network.send({ method: 'GET', url: address }, { identity, doing });
  if (hashesOf(text).some((hash) => known(file, tenantId).includes(hash))) return undefined;
  const template = text.length > file.atMost ? undefined : objectIn(text);
  if (template === undefined)
    throw network.trouble(address, identity, 'template-changed', 'the newest is no template', doing);
  return { ...newest, sha256: sha256(text), template };
}

/**
 * The newest template, if a person accepted its hash. The pinned one needs no acceptance.
 * @param accepted SHA-256 in lower-case hex
 * @throws MicrosoftError `template-changed` if the newest has another hash
 */
export async function acceptedTemplate(
  network: Network,
  identity: 'person' | 'application',
  tenantId: string,
  accepted: string,
): Promise<Template> {
  if (known(intezerTemplate, tenantId).includes(accepted))
    return publishedTemplate(network, identity, tenantId);
  const newer = await newerTemplate(network, identity, tenantId);
  if (newer?.sha256 === accepted) return newer.template;
  const why =
    newer === undefined
      ? 'the newest one is the one this app knows'
      : `the newest one's SHA-256 is ${newer.sha256}, which was not accepted`;
  const doing = { what: 'read the accepted template' };
  throw network.trouble(templateCommits, identity, 'template-changed', why, doing);
}

const known = ({ sha256: pinned, practiceSha256 }: PublishedFile, tenantId: string): readonly string[] =>
  isPractice(tenantId) ? [pinned, practiceSha256] : [pinned];

/** A byte order mark is part of the file, but readers never pass it on with the text. */
const hashesOf = (text: string): readonly string[] => [sha256(text), sha256(`\uFEFF${text}`)];

function objectIn(text: string): Template | undefined {
  const template = parsed(text);
  return typeof template === 'object' && template !== null && !Array.isArray(template)
    ? (template as Template)
    : undefined;
}

/** The first commit of a list, newest first. */
function newestIn(list: unknown): { readonly commit: string; readonly committedAt: string } | undefined {
  const [first] = Array.isArray(list) ? (list as readonly unknown[]) : [];
  const sha = textAt(first, 'sha');
  const committedAt = textAt(at(at(first, 'commit'), 'committer'), 'date');
  return /^[0-9a-f]{40}$/u.test(sha) && /^\d{4}-\d\d-\d\dT[\d:]+Z$/u.test(committedAt)
    ? { commit: sha, committedAt }
    : undefined;
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** The reserved range, the same as in host/storage/practice-home.ts. A spec checks that they agree. */
export const isPractice = (tenantId: string): boolean =>
  /^5e471e1a-0000-4000-8000-[0-9a-f]{12}$/iu.test(tenantId);
