import { readFileSync } from 'node:fs';
import { publishInstead } from './published.ts';

/**
 * Runs before the specs where `PLAYBOOK_TEMPLATE` names the vendor's own template on this computer: practice publishes
 * it in the place of our imitation (scripts/practice-template.mjs).
 */
const file = process.env['PLAYBOOK_TEMPLATE'];
if (file !== undefined && file !== '') publishInstead(readFileSync(file, 'utf8'));
