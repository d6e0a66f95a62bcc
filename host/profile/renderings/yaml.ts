import { Document, isScalar, visit } from 'yaml';
import type { ConnectionProfile } from '../../../engine/model/profile.ts';
import { unseen, visible } from '../../../engine/model/visible.ts';
import { ordered } from '../profile-text.ts';
import { opening, type Words } from './standing.ts';

/** Keys that no YAML reader takes for anything else. YAML 1.1 takes y, no and off for booleans. */
const plainKey = /^(?!(?:y|n|yes|no|on|off|true|false|null)$)[A-Za-z][A-Za-z0-9_.-]*$/i;

/**
 * The profile as YAML that readers of 1.1 and 1.2 read the same: every text in double quotes, nothing folded, what
 * cannot be seen escaped. The secret is in it only where the profile holds it.
 */
export function yamlText(profile: ConnectionProfile, words: Words): string {
  const document = new Document(ordered(profile), { aliasDuplicateObjects: false });
  document.commentBefore = opening(profile, words)
    .map((line) => ` ${visible(line)}`)
    .join('\n');
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key)) key.type = plainKey.test(String(key.value)) ? 'PLAIN' : 'QUOTE_DOUBLE';
    },
    Scalar(at, node) {
      if (at !== 'key' && typeof node.value === 'string') node.type = 'QUOTE_DOUBLE';
    },
  });
  const text = document.toString({ lineWidth: 0, doubleQuotedAsJSON: true });
  // Only texts in double quotes can hold one, and YAML knows the escapes there.
  return text.replaceAll(unseen, (character) => {
    if (character === '\n') return character;
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff
      ? `\\U${code.toString(16).padStart(8, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
