import { describe, expect, it } from 'vitest';
import type { ConnectionProfile } from '../../engine/model/profile.ts';
import { dropzoneFinish, dropzoneForm } from './form.ts';
import { imported, profileWith } from './profile.spec-kit.ts';

const lines = (profile: ConnectionProfile) =>
  dropzoneForm(profile).map(({ section, title, value }) => `${section} > ${title}: ${value}`);

describe("the form of Dropzone's alert source", () => {
  it('has its labels in its order, and a line an item where it is a list', () => {
    expect(lines(profileWith(imported))).toEqual([
      'Alert source: connection > Client ID: client',
      'Alert source: connection > Tenant ID: tenant',
      'Alert source: connection > Client Secret: ',
      'Alert source: Workspaces, 1 of 1: soc > Workspace ID: soc-id',
      'Alert source: Workspaces, 1 of 1: soc > Subscription ID: soc-subscription',
      'Alert source: Workspaces, 1 of 1: soc > Resource Group: rg-soc',
      'Alert source: what to investigate > Enabled severity levels, 1 of 2: High',
      'Alert source: what to investigate > Enabled severity levels, 2 of 2: Medium',
      'Alert source: what to investigate > Enabled statuses: New',
      'Alert source: what to investigate > KQL Queries, 1 of 2: SecurityIncident | take 5',
      'Alert source: what to investigate > KQL Queries, 2 of 2: SigninLogs\n| where a, b',
      'Alert source: ticket status > Update status on investigation change: No',
      'Alert source: email and timing > Microsoft Defender Email Fetching: No',
      'Alert source: email and timing > Log ingestion delay: 5m',
      'Alert source: email and timing > Poll interval: 5m',
      'Alert source: email and timing > Poll lookback: 1h',
    ]);
  });

  it('says of each stage what it sets, or that it leaves the status alone', () => {
    const synced = profileWith({
      ...imported,
      ticketSync: true,
      ticketStart: 'Active',
      ticketReview: 'unchanged',
      ticketReviewed: 'unchanged',
      ticketReopened: 'Active',
    });
    expect(lines(synced).filter((line) => line.startsWith('Alert source: ticket status'))).toEqual([
      'Alert source: ticket status > Update status on investigation change: Yes',
      'Alert source: ticket status > Start: Active',
      'Alert source: ticket status > Completed / In review: Leave unchanged',
      'Alert source: ticket status > Reviewed: Leave unchanged',
      'Alert source: ticket status > Reopened: Active',
    ]);
  });

  it('names a classification as soon as a stage closes, because Microsoft Sentinel closes nothing without', () => {
    const closing = {
      ...imported,
      ticketSync: true,
      ticketReviewed: 'Closed',
      classification: 'FalsePositive',
    };
    expect(lines(profileWith(closing))).toContain(
      'Alert source: ticket status > Classification: False positive',
    );
    expect(lines(profileWith({ ...closing, ticketReviewed: 'unchanged' })).join()).not.toContain(
      'Classification',
    );
  });
});

describe("Dropzone's two integrations", () => {
  it('as a data source has no severities, statuses, sync or polling, and says what is not known', () => {
    const form = dropzoneForm(profileWith({ use: 'data-source', kqlQueries: ['T | take 1'] }));
    expect(form.map(({ title }) => title)).toEqual([
      'Client ID',
      'Tenant ID',
      'Client Secret',
      'Workspace ID',
      'Subscription ID',
      'Resource Group',
      'KQL Queries',
    ]);
    expect(form[0]?.note).toContain("isn't published");
  });

  it('as both are two lists, one after the other, each whole', () => {
    const both = dropzoneForm(profileWith({ ...imported, use: 'both' }, ['soc', 'ot']));
    const sections = [...new Set(both.map(({ section }) => section))];
    expect(sections).toEqual([
      'Data source: connection',
      'Data source: Workspaces, 1 of 2: soc',
      'Data source: Workspaces, 2 of 2: ot',
      'Alert source: connection',
      'Alert source: Workspaces, 1 of 2: soc',
      'Alert source: Workspaces, 2 of 2: ot',
      'Alert source: what to investigate',
      'Alert source: ticket status',
      'Alert source: email and timing',
    ]);
    expect(both.filter(({ secretHandle }) => secretHandle !== undefined)).toHaveLength(2);
  });

  it('are found where the vendor has them, several workspaces in one connection', () => {
    const [todo] = dropzoneFinish(profileWith({ ...imported, use: 'both' }, ['soc', 'ot']), 'Dropzone AI');
    const said = todo?.show === 'checklist' ? todo.items.map(({ title }) => title).join('\n') : '';
    expect(said).toContain('Settings > Integrations');
    expect(said).toContain('Configure');
    expect(said).toContain('Add item for each of the 2 workspaces: they belong to one connection');
    expect(said).toContain('Test & Save');
    expect(said).not.toMatch(/System, Integrations|one connection for each/u);
  });
});
