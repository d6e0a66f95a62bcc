import { createHash } from 'node:crypto';
import type { Network } from '../clients/network.ts';
import type { NewerTemplate, Template } from '../contract/microsoft.ts';
import { intezerTemplate, type PublishedFile, templateAt, templateCommits } from '../http/published.ts';
import { at, parsed, textAt } from '../http/text.ts';

/**
 * Reads a template from where its vendor publishes it and gives it back only where its hash is the pinned one. The
 * practice tenant's own stand-in has a hash of its own, which counts in the range of tenant IDs reserved for practice
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
  if (!hashesOf(text).some((hash) => known(file, tenantId).includes(hash)))
    throw refused(`its SHA-256 is ${sha256(text)}`);
  return objectIn(text) ?? Promise.reject(refused('it is no JSON object'));
}

/**
 * The template at the newest commit that changed it, where its content is not the pinned one; undefined where it is.
 * Nothing vouches for it: whoever deploys it names its hash. No token goes with either request.
 * @throws MicrosoftError `template-changed` where it is too long or no JSON object, or GitHub's list can't be read
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
 * The newest template where a person accepted its hash; the pinned one needs none.
 * @param accepted SHA-256 in lower-case hex
 * @throws MicrosoftError `template-changed` where the newest has another hash
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

/** A byte order mark is part of the file and never of the text a reader hands on. */
const hashesOf = (text: string): readonly string[] => [sha256(text), sha256(`\uFEFF${text}`)];

function objectIn(text: string): Template | undefined {
  const template = parsed(text);
  return typeof template === 'object' && template !== null && !Array.isArray(template)
    ? (template as Template)
    : undefined;
}

/** The first of a list of commits, newest first. */
function newestIn(list: unknown): { readonly commit: string; readonly committedAt: string } | undefined {
  const [first] = Array.isArray(list) ? (list as readonly unknown[]) : [];
  const sha = textAt(first, 'sha');
  const committedAt = textAt(at(at(first, 'commit'), 'committer'), 'date');
  return /^[0-9a-f]{40}$/u.test(sha) && /^\d{4}-\d\d-\d\dT[\d:]+Z$/u.test(committedAt)
    ? { commit: sha, committedAt }
    : undefined;
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** The reserved range, as host/storage/practice-home.ts has it; a spec holds the two together. */
export const isPractice = (tenantId: string): boolean =>
  /^5e471e1a-0000-4000-8000-[0-9a-f]{12}$/iu.test(tenantId);
