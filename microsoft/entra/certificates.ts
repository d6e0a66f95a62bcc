import { webcrypto } from 'node:crypto';
import { Secret } from '../../engine/model/secret.ts';
import type { Graph } from '../clients/graph.ts';
import type { Network } from '../clients/network.ts';
import type { CertificateVerbs } from '../contract/microsoft.ts';
import { listAt } from '../http/text.ts';
import { keyCredentialOf, pathOf, registrationsPage, role, thumbprintOf } from './applications.ts';

/** The algorithm that Entra accepts for sign-in (https://learn.microsoft.com/entra/identity-platform/certificate-credentials). */
const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};

/** The minutes a clock can be ahead of Microsoft's while a new certificate is already valid there. */
const clocksApart = 10;

/**
 * Certificates of applications. Graph writes their list as a whole
 * (https://learn.microsoft.com/graph/api/application-update), so one turn reads, extends, and writes it.
 * addKey can't add the first certificate (https://learn.microsoft.com/graph/api/application-addkey).
 */
export function certificates(graph: Graph, network: Network): CertificateVerbs {
  const page = registrationsPage(network);
  const adding = { what: 'add the certificate', role, page };
  const removing = { what: 'remove the certificate', role, page };
  const listed = async (appObjectId: string, doing: typeof adding) =>
    listAt(await graph.get(`${pathOf(appObjectId)}?$select=id,keyCredentials`, doing), 'keyCredentials');

  return {
    async newCertificate({ subject, endDateTime }) {
      // The library registers its parts with decorators, which need this import first.
      await import('reflect-metadata');
      const x509 = await import('@peculiar/x509');
      x509.cryptoProvider.set(webcrypto as Crypto);
      const startDateTime = network.now();
      const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair;
      const made = await x509.X509CertificateGenerator.createSelfSigned({
        name: [{ CN: [subject] }],
        notBefore: new Date(Date.parse(startDateTime) - clocksApart * 60_000),
        notAfter: new Date(endDateTime),
        keys,
        signingAlgorithm: algorithm,
      });
      const certificate = Buffer.from(made.rawData).toString('base64');
      const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString(
        'base64',
      );
      return {
        certificate,
        thumbprint: thumbprintOf(certificate),
        startDateTime,
        endDateTime,
        privateKey: new Secret(
          `-----BEGIN PRIVATE KEY-----\n${pkcs8.replaceAll(/(.{64})/gu, '$1\n')}\n-----END PRIVATE KEY-----\n`,
        ),
      };
    },

    addCertificate: (appObjectId, { certificate, ...said }) =>
      graph.inTurn(appObjectId, async () => {
        const before = await listed(appObjectId, adding);
        const thumbprint = thumbprintOf(certificate);
        if (before.some((each) => keyCredentialOf(each).thumbprint === thumbprint)) return { created: false };
        const added = { type: 'AsymmetricX509Cert', usage: 'Verify', key: certificate, ...said };
        await graph.write('PATCH', pathOf(appObjectId), adding, {
          body: { keyCredentials: [...before, added] },
        });
        return { created: true };
      }),

    removeCertificate: (appObjectId, which) =>
      graph.inTurn(appObjectId, async () => {
        const before = await listed(appObjectId, removing);
        const left = before.filter((each) => {
          const { keyId, thumbprint } = keyCredentialOf(each);
          return keyId !== which && thumbprint !== which;
        });
        if (left.length === before.length) return;
        await graph.write('PATCH', pathOf(appObjectId), removing, { body: { keyCredentials: left } });
      }),
  };
}
