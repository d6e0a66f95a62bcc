import { createHash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { NodeAuthOptions } from '@azure/msal-node';

/** The variables of the process, as Node gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A credential MSAL can use, or what is missing, in words. */
export type FoundCredential =
  | {
      readonly clientId: string;
      readonly credential: Pick<NodeAuthOptions, 'clientSecret' | 'clientCertificate' | 'clientAssertion'>;
    }
  | { readonly missing: string };

/**
 * The credential of an automation, under the names the Azure SDKs read too
 * (https://learn.microsoft.com/javascript/api/overview/azure/identity-readme#environment-variables):
 * AZURE_CLIENT_ID with AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH (PEM, key and certificate) or
 * AZURE_FEDERATED_TOKEN_FILE. AZURE_TENANT_ID is the caller's to read.
 */
export async function credentialFrom(environment: Environment): Promise<FoundCredential> {
  const clientId = environment['AZURE_CLIENT_ID'];
  const clientSecret = environment['AZURE_CLIENT_SECRET'];
  const certificatePath = environment['AZURE_CLIENT_CERTIFICATE_PATH'];
  const tokenFile = environment['AZURE_FEDERATED_TOKEN_FILE'];
  if (!clientId) return { missing: 'The environment variable AZURE_CLIENT_ID is not set.' };
  if (clientSecret) return { clientId, credential: { clientSecret } };
  if (certificatePath) {
    const certificate = await certificateIn(certificatePath);
    if ('missing' in certificate) return certificate;
    return { clientId, credential: { clientCertificate: certificate } };
  }
  if (tokenFile) {
    if ((await textOf(tokenFile)) === undefined) return unreadable('AZURE_FEDERATED_TOKEN_FILE');
    // Read anew each time: whoever issues the token replaces the file before it runs out.
    return {
      clientId,
      credential: { clientAssertion: async () => (await readFile(tokenFile, 'utf8')).trim() },
    };
  }
  return {
    missing:
      'One of the environment variables AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH and AZURE_FEDERATED_TOKEN_FILE must be set.',
  };
}

type Certificate = { readonly thumbprintSha256: string; readonly privateKey: string; readonly x5c: string };

async function certificateIn(path: string): Promise<Certificate | { readonly missing: string }> {
  const pem = await textOf(path);
  if (pem === undefined) return unreadable('AZURE_CLIENT_CERTIFICATE_PATH');
  const block = (kind: string) =>
    new RegExp(`-----BEGIN ${kind}-----[\\s\\S]+?-----END ${kind}-----`, 'u').exec(pem)?.[0];
  const certificate = block('CERTIFICATE');
  const privateKey = block('PRIVATE KEY') ?? block('RSA PRIVATE KEY');
  if (certificate === undefined || privateKey === undefined) {
    return {
      missing:
        'The file of AZURE_CLIENT_CERTIFICATE_PATH must hold a certificate and its private key, both as PEM.',
    };
  }
  const { raw } = new X509Certificate(certificate);
  const thumbprintSha256 = createHash('sha256').update(raw).digest('hex');
  return { thumbprintSha256, privateKey, x5c: certificate };
}

const unreadable = (name: string) => ({ missing: `The file named by ${name} cannot be read.` });

/** A small text file; undefined where it cannot be read. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    return text.length > 1024 * 1024 || text.trim() === '' ? undefined : text;
  } catch {
    return undefined;
  }
}
