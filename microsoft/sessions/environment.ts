import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { NodeAuthOptions } from '@azure/msal-node';

/** The process's environment variables, as Node gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A credential that MSAL can use, or a sentence about what is missing. */
export type FoundCredential =
  | {
      readonly clientId: string;
      readonly credential: Pick<NodeAuthOptions, 'clientSecret' | 'clientCertificate' | 'clientAssertion'>;
    }
  | { readonly missing: string };

/**
 * An automation's credential, from the same variables that the Azure SDKs read
 * (https://learn.microsoft.com/javascript/api/overview/azure/identity-readme#environment-variables):
 * AZURE_CLIENT_ID with AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH (PEM, key and certificate; its password in
 * AZURE_CLIENT_CERTIFICATE_PASSWORD) or AZURE_FEDERATED_TOKEN_FILE. The caller reads AZURE_TENANT_ID.
 */
export async function credentialFrom(environment: Environment): Promise<FoundCredential> {
  const clientId = environment['AZURE_CLIENT_ID'];
  const clientSecret = environment['AZURE_CLIENT_SECRET'];
  const certificatePath = environment['AZURE_CLIENT_CERTIFICATE_PATH'];
  if (!clientId) return { missing: "The environment variable AZURE_CLIENT_ID isn't set." };
  if (clientSecret && guid.test(clientSecret.trim())) {
    return { missing: "AZURE_CLIENT_SECRET holds the secret's ID, not its value." };
  }
  if (clientSecret) return { clientId, credential: { clientSecret } };
  if (certificatePath) {
    const password = environment['AZURE_CLIENT_CERTIFICATE_PASSWORD'];
    const certificate = await certificateIn(certificatePath, password);
    if ('missing' in certificate) return certificate;
    return { clientId, credential: { clientCertificate: certificate } };
  }
  if (environment['AZURE_FEDERATED_TOKEN_FILE']) return await workloadFrom(environment);
  return {
    missing:
      'One of the environment variables AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH and AZURE_FEDERATED_TOKEN_FILE must be set.',
  };
}

/** Only a workload's federated token (AZURE_CLIENT_ID, AZURE_FEDERATED_TOKEN_FILE), whatever else is set. */
export async function workloadFrom(environment: Environment): Promise<FoundCredential> {
  const clientId = environment['AZURE_CLIENT_ID'];
  const tokenFile = environment['AZURE_FEDERATED_TOKEN_FILE'];
  if (!clientId) return { missing: "The environment variable AZURE_CLIENT_ID isn't set." };
  if (!tokenFile) return { missing: "The environment variable AZURE_FEDERATED_TOKEN_FILE isn't set." };
  if ((await textOf(tokenFile)) === undefined) return unreadable('AZURE_FEDERATED_TOKEN_FILE');
  // Read again each time, because the issuer replaces the file before the token expires.
  return {
    clientId,
    credential: { clientAssertion: async () => (await readFile(tokenFile, 'utf8')).trim() },
  };
}

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

type Certificate = { readonly thumbprintSha256: string; readonly privateKey: string; readonly x5c: string };

async function certificateIn(
  path: string,
  password: string | undefined,
): Promise<Certificate | { readonly missing: string }> {
  const refuse = (why: string) => ({ missing: `The file of AZURE_CLIENT_CERTIFICATE_PATH ${why}` });
  const pem = await textOf(path);
  if (pem === undefined) return unreadable('AZURE_CLIENT_CERTIFICATE_PATH');
  // A DER file begins with a sequence that has a long length. A PEM file is text.
  if (pem.startsWith('\u0030\uFFFD') || /\.(?:pfx|p12)$/iu.test(path)) {
    return refuse('is PKCS#12. Turn it into PEM: openssl pkcs12 -in FILE -out FILE.pem -nodes');
  }
  const block = (kind: string) =>
    new RegExp(`-----BEGIN ${kind}-----[\\s\\S]+?-----END ${kind}-----`, 'u').exec(pem)?.[0];
  const certificate = block('CERTIFICATE');
  const key = block('PRIVATE KEY') ?? block('RSA PRIVATE KEY') ?? block('ENCRYPTED PRIVATE KEY');
  if (certificate === undefined || key === undefined) {
    return refuse('must hold a certificate and its private key, both as PEM.');
  }
  const read = readPair(certificate, key, password);
  if (!read) {
    const encrypted = key.includes('ENCRYPTED');
    return refuse(
      encrypted ? "has an encrypted key that AZURE_CLIENT_CERTIFICATE_PASSWORD doesn't open." : 'is damaged.',
    );
  }
  const { x509, privateKey } = read;
  if (privateKey.asymmetricKeyType !== 'rsa') return refuse("has a key that isn't RSA.");
  if (!x509.checkPrivateKey(privateKey)) return refuse("has a key that doesn't match its certificate.");
  return {
    thumbprintSha256: createHash('sha256').update(x509.raw).digest('hex'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    x5c: certificate,
  };
}

function readPair(certificate: string, key: string, passphrase: string | undefined) {
  try {
    const opened = passphrase === undefined ? {} : { passphrase };
    return { x509: new X509Certificate(certificate), privateKey: createPrivateKey({ key, ...opened }) };
  } catch {
    return undefined;
  }
}

const unreadable = (name: string) => ({ missing: `The file named by ${name} cannot be read.` });

/** The text of a small file; undefined if it can't be read. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    return text.length > 1024 * 1024 || text.trim() === '' ? undefined : text;
  } catch {
    return undefined;
  }
}
