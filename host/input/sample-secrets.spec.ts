import { expect, it } from 'vitest';
import type { Question } from '../../engine/model/question.ts';
import { Secret } from '../../engine/model/secret.ts';
import { withPretend } from './sample-secrets.ts';

const frame = { title: 'Key', screen: 's' };
const asks: readonly Question[] = [
  { ...frame, kind: 'secret', id: 'apiKey', pretend: 'nobody-owns-this' },
  { ...frame, kind: 'secret', id: 'other' },
];

it('in practice a secret nobody gave has a stand-in, under a name of its own', () => {
  const secrets = withPretend({}, asks, { practice: true });
  expect(Object.keys(secrets)).toEqual(['apiKey.pretend']);
  expect(secrets['apiKey.pretend']?.reveal('terminal')).toBe('nobody-owns-this');
});

it('one that was given stays alone, and a real tenant never gets a stand-in', () => {
  const given = { apiKey: new Secret('mine') };
  expect(withPretend(given, asks, { practice: true })).toEqual(given);
  expect(withPretend({}, asks, { practice: false })).toEqual({});
});
