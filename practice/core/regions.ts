import type { CloudName, JsonObject } from './contents.ts';

interface Region {
  readonly name: string;
  readonly displayName: string;
  readonly geography: string;
  readonly group: string;
  readonly place: string;
  readonly latitude: string;
  readonly longitude: string;
  readonly pair: string;
  readonly cloud: CloudName;
}

const at = (
  cloud: CloudName,
  name: string,
  displayName: string,
  [geography, group, place]: readonly [string, string, string],
  [latitude, longitude]: readonly [string, string],
  pair: string,
): Region => ({ name, displayName, geography, group, place, latitude, longitude, pair, cloud });

const us = (place: string): readonly [string, string, string] => ['United States', 'US', place];
const eu = (geography: string, place: string): readonly [string, string, string] => [
  geography,
  'Europe',
  place,
];
const asia = (geography: string, place: string): readonly [string, string, string] => [
  geography,
  'Asia Pacific',
  place,
];

/** As in GET /subscriptions/{id}/locations. eastus and eastus2 are from the example, the rest are assumed. */
export const regions: readonly Region[] = [
  at('public', 'eastus', 'East US', us('Virginia'), ['37.3719', '-79.8164'], 'westus'),
  at('public', 'eastus2', 'East US 2', us('Virginia'), ['36.6681', '-78.3889'], 'centralus'),
  at('public', 'westus', 'West US', us('California'), ['37.783', '-122.417'], 'eastus'),
  at('public', 'westus2', 'West US 2', us('Washington'), ['47.233', '-119.852'], 'westcentralus'),
  at('public', 'centralus', 'Central US', us('Iowa'), ['41.5908', '-93.6208'], 'eastus2'),
  at('public', 'westeurope', 'West Europe', eu('Europe', 'Netherlands'), ['52.3667', '4.9'], 'northeurope'),
  at('public', 'northeurope', 'North Europe', eu('Europe', 'Ireland'), ['53.3478', '-6.2597'], 'westeurope'),
  at('public', 'uksouth', 'UK South', eu('United Kingdom', 'London'), ['50.941', '-0.799'], 'ukwest'),
  at('public', 'francecentral', 'France Central', eu('France', 'Paris'), ['46.3772', '2.373'], 'francesouth'),
  at(
    'public',
    'germanywestcentral',
    'Germany West Central',
    eu('Germany', 'Frankfurt'),
    ['50.110924', '8.682127'],
    'germanynorth',
  ),
  at(
    'public',
    'switzerlandnorth',
    'Switzerland North',
    eu('Switzerland', 'Zurich'),
    ['47.451542', '8.564572'],
    'switzerlandwest',
  ),
  at(
    'public',
    'australiaeast',
    'Australia East',
    asia('Australia', 'New South Wales'),
    ['-33.86', '151.2094'],
    'australiasoutheast',
  ),
  at(
    'public',
    'australiasoutheast',
    'Australia Southeast',
    asia('Australia', 'Victoria'),
    ['-37.8136', '144.9631'],
    'australiaeast',
  ),
  at('public', 'japaneast', 'Japan East', asia('Japan', 'Tokyo, Saitama'), ['35.68', '139.77'], 'japanwest'),
  at(
    'public',
    'southeastasia',
    'Southeast Asia',
    asia('Asia Pacific', 'Singapore'),
    ['1.283', '103.833'],
    'eastasia',
  ),
  at(
    'usgov',
    'usgovvirginia',
    'USGov Virginia',
    ['USGov', 'US', 'Virginia'],
    ['37.3719', '-79.8164'],
    'usgovarizona',
  ),
  at(
    'usgov',
    'usgovarizona',
    'USGov Arizona',
    ['USGov', 'US', 'Arizona'],
    ['33.4484', '-112.0740'],
    'usgovvirginia',
  ),
  at(
    'usgov-dod',
    'usdodeast',
    'US DoD East',
    ['USGov', 'US', 'Virginia'],
    ['36.6676', '-78.3875'],
    'usdodcentral',
  ),
  at(
    'usgov-dod',
    'usdodcentral',
    'US DoD Central',
    ['USGov', 'US', 'Iowa'],
    ['41.6005', '-93.6091'],
    'usdodeast',
  ),
  at(
    'china',
    'chinanorth2',
    'China North 2',
    ['China', 'China', 'Beijing'],
    ['40.0583', '116.4074'],
    'chinaeast2',
  ),
  at(
    'china',
    'chinaeast2',
    'China East 2',
    ['China', 'China', 'Shanghai'],
    ['31.2304', '121.4737'],
    'chinanorth2',
  ),
];

/** The region as a subscription's list of locations shows it. */
export function locationOf(region: Region, subscriptionId: string): JsonObject {
  const location = (name: string): string => `/subscriptions/${subscriptionId}/locations/${name}`;
  return {
    id: location(region.name),
    name: region.name,
    type: 'Region',
    displayName: region.displayName,
    regionalDisplayName: `(${region.group}) ${region.displayName}`,
    metadata: {
      regionType: 'Physical',
      regionCategory: 'Recommended',
      geography: region.geography,
      geographyGroup: region.group,
      longitude: region.longitude,
      latitude: region.latitude,
      physicalLocation: region.place,
      pairedRegion: [{ name: region.pair, id: location(region.pair) }],
    },
    availabilityZoneMappings: ['1', '2', '3'].map((zone) => ({
      logicalZone: zone,
      physicalZone: `${region.name}-az${zone}`,
    })),
  };
}
