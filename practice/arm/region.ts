import { regions } from '../core/regions.ts';
import { type Context, Refusal } from '../core/router.ts';

/** Regions that are not listed here and yet taken, by cloud (https://learn.microsoft.com/azure/reliability/regions-list). */
const further: Readonly<Record<string, string>> = {
  public: `South Central US, North Central US, West Central US, West US 3, Canada Central, Canada East, Brazil South,
    Brazil Southeast, Mexico Central, Chile Central, UK West, France South, Germany North, Switzerland West, Norway East,
    Norway West, Sweden Central, Poland Central, Italy North, Spain Central, Austria East, Belgium Central, Denmark East,
    East Asia, Japan West, Korea Central, Korea South, Central India, South India, West India, Jio India West,
    Jio India Central, Indonesia Central, Malaysia West, New Zealand North, Australia Central, Australia Central 2,
    UAE North, UAE Central, Qatar Central, Israel Central, South Africa North, South Africa West`,
  usgov: 'USGov Texas',
  'usgov-dod': '',
  china: 'China North, China East, China North 3, China East 3',
};

const nameOf = (displayName: string): string => displayName.replaceAll(/\s/gu, '').toLowerCase();

/**
 * Refuses a region that this cloud does not have, in the words quoted at Azure/azure-rest-api-specs pull 8577. Whether a
 * region offers the type is not looked at.
 * @param location by name or by display name
 * @returns the region's name
 */
export function demandRegion(context: Context, type: string, location: string): string {
  const name = nameOf(location);
  const { cloud } = context.tenant;
  const known = [
    ...regions.filter((region) => region.cloud === cloud).map((region) => region.name),
    ...(further[cloud] ?? '').split(',').map(nameOf),
  ];
  if (name !== '' && known.includes(name)) return name;
  throw new Refusal({
    status: 400,
    body: {
      error: {
        code: 'LocationNotAvailableForResourceType',
        message: `The provided location '${name}' is not available for resource type '${type}'. List of available regions for the resource type is '${known.join(',')}'.`,
      },
    },
  });
}
