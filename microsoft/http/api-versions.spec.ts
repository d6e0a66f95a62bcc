import { describe, expect, it } from 'vitest';
import { newestVersion, versionsOffered } from './api-versions.ts';

describe('the versions a refusal offers', () => {
  it.each([
    [
      'NoRegisteredProviderFound',
      "No registered resource provider found for location 'chinaeast2' and API version '2024-03-01' for type 'incidents'. The supported api-versions are '2020-01-01, 2023-11-01, 2023-12-01-preview'. The supported locations are 'chinaeast2'.",
      ['2020-01-01', '2023-11-01', '2023-12-01-preview'],
    ],
    [
      'InvalidApiVersionParameter',
      "The api-version '2024-03-01' is invalid. The supported versions are '2021-04-01,2022-12-01'.",
      ['2021-04-01', '2022-12-01'],
    ],
    [
      'BadRequest',
      "The api-version '2024-03-01' is not recognized. Supported api-versions are '2019-05-01'.",
      ['2019-05-01'],
    ],
  ])('of %s are read', (code, message, offered) => {
    expect(versionsOffered(code, message)).toEqual(offered);
  });

  it('are those of a refused version only, and nothing that is not a version', () => {
    const words = "The supported api-versions are '2020-01-01, ../../x, 2020-01-01&a=b'.";
    expect(versionsOffered('AuthorizationFailed', words)).toEqual([]);
    expect(versionsOffered('NoRegisteredProviderFound', words)).toEqual(['2020-01-01']);
    expect(versionsOffered('NoRegisteredProviderFound', 'No registered resource provider found.')).toEqual(
      [],
    );
  });

  it('are taken the newest first, a preview only where there is nothing else', () => {
    expect(newestVersion(['2020-01-01', '2023-11-01', '2023-12-01-preview'])).toBe('2023-11-01');
    expect(newestVersion(['2023-09-01-preview', '2023-12-01-preview'])).toBe('2023-12-01-preview');
    expect(newestVersion([])).toBeUndefined();
  });
});
