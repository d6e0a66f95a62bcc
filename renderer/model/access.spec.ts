import { describe, expect, it } from 'vitest';
import type { AccessChart } from '../../engine/model/show.ts';
import { accessNodes, accessSentence } from './access.ts';

const chart = (names: readonly string[]): AccessChart => ({
  chart: 'access',
  application: 'Dropzone',
  given: [
    ...names.map((reaches) => ({
      name: 'Data.Read',
      by: 'data-consent' as const,
      reaches,
      verb: 'queries logs',
    })),
    { name: 'SecurityAlert.Read.All', by: 'graph-consent', reaches: 'Alerts', verb: 'reads' },
  ],
  leftOut: [],
});

describe('the drawing of who may reach what', () => {
  it('has one node for each permission and each thing reached', () => {
    const { permissions, reaches, paths } = accessNodes(chart(['weu', 'neu']));
    expect(permissions.map(({ name }) => name)).toEqual(['Data.Read', 'SecurityAlert.Read.All']);
    expect(reaches.map(({ name, wholeTenant }) => [name, wholeTenant])).toEqual([
      ['weu', false],
      ['neu', false],
      ['Alerts', true],
    ]);
    expect(paths).toHaveLength(3);
  });

  it('more than six workspaces fold into one node with their count', () => {
    const six = accessNodes(chart(['1', '2', '3', '4', '5', '6']));
    expect(six.reaches).toHaveLength(7);
    const seven = accessNodes(chart(['1', '2', '3', '4', '5', '6', '7']));
    expect(seven.reaches.map(({ name }) => name)).toEqual(['7 workspaces', 'Alerts']);
    expect(seven.paths).toHaveLength(2);
  });

  it('reads as one sentence', () => {
    expect(accessSentence(chart(['weu']))).toBe(
      'Dropzone: queries logs, weu, through Data.Read; reads, Alerts, through SecurityAlert.Read.All.',
    );
  });
});
