/**
 * Records what a program of somebody else's asks of a practice tenant:
 * `node scripts/run-ts.mjs practice/recorded/record.spec-kit.ts <tenant> <out.json> <program> <command>...`
 * serves the tenant, prints one line with everything the program needs, and writes the recording at SIGTERM.
 */
import { writeFile } from 'node:fs/promises';
import { recordingOf, remembering } from '../server/recording.spec-kit.ts';
import { servePractice } from '../server/serve.ts';
import { practiceTenant, type TenantName } from '../server/tenant.ts';

const [name = 'fresh', out = 'recording.json', program = '', ...commands] = process.argv.slice(2);
const startedAt = Date.now();
const { tenant, seen } = remembering(practiceTenant(name as TenantName, { lagSeconds: 0 }));
const before = tenant.state();
const served = await servePractice(tenant);
const { proxy, caFile: ca, control, controlToken } = served;
process.stdout.write(
  `${JSON.stringify({ proxy, ca, tenantId: tenant.tenantId, admin: tenant.admin, automation: tenant.automation, control, controlToken })}\n`,
);
await new Promise((resolve) => {
  process.once('SIGTERM', resolve);
  process.once('SIGINT', resolve);
});
const recording = recordingOf({ program, commands, startedAt }, tenant, seen, before);
await writeFile(out, `${JSON.stringify(recording, null, 2)}\n`);
await served.close();
