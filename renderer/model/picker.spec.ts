import { describe, expect, it } from 'vitest';
import type { Option } from '../../engine/model/question.ts';
import { narrowed, preferredWord, toggled } from './picker.ts';
import { rowsInSight } from './virtual-rows.ts';

const columns = ['Microsoft Sentinel', 'Region'];
const options: readonly Option[] = [
  { id: '1', title: 'law-aks', cells: ['Off', 'westeurope'], unusable: 'No Sentinel' },
  { id: '2', title: 'soc-prod-weu', cells: ['On', 'westeurope'], preferred: true, also: ['b1d0'] },
  { id: '3', title: 'soc-prod-neu', cells: ['On', 'northeurope'], preferred: true },
];
const ids = (rows: readonly Option[]) => rows.map(({ id }) => id);

describe('a picker narrows what the tenant holds', () => {
  it('preferred rows come first, the others keep their order', () => {
    expect(ids(narrowed(options, '', 'all', []))).toEqual(['2', '3', '1']);
  });

  it('every word of the search must be found, in any column or other name, in any case', () => {
    expect(ids(narrowed(options, 'SOC north', 'all', []))).toEqual(['3']);
    expect(ids(narrowed(options, 'b1d0', 'all', []))).toEqual(['2']);
    expect(narrowed(options, 'nowhere', 'all', [])).toEqual([]);
  });

  it('pills leave the preferred ones, or those already chosen', () => {
    expect(ids(narrowed(options, '', 'preferred', []))).toEqual(['2', '3']);
    expect(ids(narrowed(options, '', 'chosen', ['1']))).toEqual(['1']);
  });

  it('the pill is named after what the preferred rows share and no other row has', () => {
    expect(preferredWord(columns, options)).toBe('With Microsoft Sentinel');
    expect(
      preferredWord(
        ['Region'],
        [
          { id: 'a', title: 'a', cells: ['eu'], preferred: true },
          { id: 'b', title: 'b', cells: ['us'] },
        ],
      ),
    ).toBe('eu');
    expect(preferredWord([], options)).toBe('Suggested');
  });

  it('has no such pill where there is nothing to tell apart', () => {
    expect(
      preferredWord(
        columns,
        options.filter(({ preferred }) => preferred),
      ),
    ).toBeUndefined();
    expect(preferredWord(columns, [{ id: 'a', title: 'a' }])).toBeUndefined();
  });

  it('a switched row joins or leaves; where one may be picked it takes the place', () => {
    expect(toggled(['1'], '2', true)).toEqual(['1', '2']);
    expect(toggled(['1', '2'], '1', true)).toEqual(['2']);
    expect(toggled(['1'], '2', false)).toEqual(['2']);
    expect(toggled(['1'], '1', false)).toEqual([]);
  });

  it('3,000 rows draw only those in sight and a few beside them', () => {
    expect(rowsInSight(3000, 44, 0, 396)).toEqual({ from: 0, to: 17 });
    expect(rowsInSight(3000, 44, 44 * 1000, 396)).toEqual({ from: 992, to: 1017 });
    expect(rowsInSight(3, 44, 0, 132)).toEqual({ from: 0, to: 3 });
  });
});
