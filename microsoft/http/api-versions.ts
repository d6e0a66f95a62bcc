/** The codes with which Azure Resource Manager refuses an api-version. Sovereign clouds lag behind. */
const refusals =
  /^(?:NoRegisteredProviderFound|InvalidApiVersionParameter|InvalidResourceType|UnsupportedApiVersion)$/iu;

/**
 * The versions listed in a refusal: "The supported api-versions are '2015-11-01, 2022-10-01'", "The supported
 * versions are '…'", "The api-version '…' is not recognized. Supported api-versions are '…'". Else none.
 * https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-register-resource-provider
 * and https://github.com/Azure/azure-rest-api-specs/issues/18857
 */
export function versionsOffered(code: string, message: string): readonly string[] {
  const text = message.slice(0, 20_000);
  if (!refusals.test(code) && !/api[- ]version '[^']*' is not (?:recognized|supported)/iu.test(text))
    return [];
  const listed = /supported (?:api-)?versions are '([^']*)'/iu.exec(text)?.[1] ?? '';
  return listed
    .split(',')
    .map((each) => each.trim())
    .filter((each) => version.test(each));
}

const version = /^\d{4}-\d{2}-\d{2}(?:-[a-z]{1,20})?$/u;

/** The newest version offered. Previews count only if there is nothing else. */
export function newestVersion(offered: readonly string[]): string | undefined {
  const released = offered.filter((each) => !each.slice(10));
  return (released.length > 0 ? released : offered).toSorted().at(-1);
}
