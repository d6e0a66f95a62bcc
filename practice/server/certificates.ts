import { randomBytes, webcrypto } from 'node:crypto';

/** This process's certificate authority and the certificate it signed. PEM. */
export interface Certificates {
  /** The certificate that clients must trust, PEM. */
  readonly ca: string;
  /** The servers' certificate followed by the authority's certificate, PEM. */
  readonly chain: string;
  readonly key: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 86_400_000;

/**
 * Makes an authority and one certificate for all the given names, for this start only. The authority's key is
 * dropped at once, so nothing can be signed with it afterwards, here or elsewhere.
 * @param now milliseconds since 1970 on the computer's own clock, by which clients judge validity.
 */
export async function makeCertificates(names: readonly string[], now: number): Promise<Certificates> {
  // The library's decorators need this first. In a bundle, only awaiting it keeps the order.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto as Crypto);
  const authorityKeys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const valid = { notBefore: new Date(now - day), notAfter: new Date(now + 30 * day) };
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: 'CN=Practice tenant authority (this computer only), O=Practice',
    ...valid,
    keys: authorityKeys as CryptoKeyPair,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(authorityKeys.publicKey as CryptoKey),
    ],
  });
  const leaf = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: 'CN=Practice tenant, O=Practice',
    issuer: authority.subject,
    ...valid,
    publicKey: keys.publicKey as CryptoKey,
    signingKey: authorityKeys.privateKey as CryptoKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value }))),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey as CryptoKey),
      await x509.AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey as CryptoKey),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const ca = authority.toString('pem');
  return {
    ca: `${ca}\n`,
    chain: `${leaf.toString('pem')}\n${ca}\n`,
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8.toString('base64').replaceAll(/(.{64})/g, '$1\n')}\n-----END PRIVATE KEY-----\n`,
  };
}

function serialNumber(): string {
  // The standard requires a positive number, so the first bit is cleared.
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x01;
  return bytes.toString('hex');
}
