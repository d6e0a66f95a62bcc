import { hashOf } from './ids.ts';

/** A sign-in request that a person is looking at or has answered. */
export interface PendingSignIn {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly responseMode: 'form_post' | 'query' | 'fragment';
  readonly scope: string;
  readonly state: string | null;
  readonly nonce: string | null;
  readonly challenge: string | null;
  readonly challengeMethod: string | null;
  readonly wantsClientInfo: boolean;
  /** The request's `claims` parameter, as JSON. */
  readonly claims?: string | undefined;
  /** Set if an admin was asked to consent for everyone instead of to sign in. */
  readonly adminConsent?: {
    readonly version: 1 | 2;
    /** Version 2 asks for one resource at a time, by its client ID. */
    readonly resourceAppId?: string;
    readonly userId?: string;
  };
  /** Set if the person must consent before the answer is sent. */
  readonly consent?: {
    readonly userId: string;
    readonly resourceId: string;
    readonly scopes: readonly string[];
  };
}

/** The sign-in behind an authorization code or a refresh token. */
export interface Grant {
  readonly clientId: string;
  readonly userId: string;
  readonly scope: string;
  readonly nonce: string | null;
  readonly redirectUri: string | null;
  readonly challenge: string | null;
  readonly challengeMethod: string | null;
  readonly expiresAt: number;
  /** The authentication contexts that were proven at the sign-in page. */
  readonly contexts?: readonly string[];
  used?: boolean;
}

export interface DeviceSignIn {
  readonly clientId: string;
  readonly scope: string;
  readonly userCode: string;
  readonly claims?: string | undefined;
  readonly expiresAt: number;
  userId?: string;
  declined?: boolean;
}

/**
 * Sign-ins in progress. They are only in memory and are not part of the tenant's contents, because signing in
 * changes nothing in a tenant. Codes and tokens are found by hash, as on a real server.
 */
export class Sessions {
  readonly #pending = new Map<string, PendingSignIn>();
  readonly #codes = new Map<string, Grant>();
  readonly #refresh = new Map<string, Grant>();
  readonly #devices = new Map<string, DeviceSignIn>();

  keepPending(id: string, pending: PendingSignIn): void {
    this.#pending.set(id, pending);
  }

  pending(id: string): PendingSignIn | undefined {
    return this.#pending.get(id);
  }

  keepCode(code: string, grant: Grant): void {
    this.#codes.set(hashOf(code), grant);
  }

  code(code: string): Grant | undefined {
    return this.#codes.get(hashOf(code));
  }

  keepRefreshToken(token: string, grant: Grant): void {
    this.#refresh.set(hashOf(token), grant);
  }

  refreshToken(token: string): Grant | undefined {
    return this.#refresh.get(hashOf(token));
  }

  keepDevice(deviceCode: string, device: DeviceSignIn): void {
    this.#devices.set(hashOf(deviceCode), device);
  }

  device(deviceCode: string): DeviceSignIn | undefined {
    return this.#devices.get(hashOf(deviceCode));
  }

  /** The device sign-in of the short code that a person enters. */
  deviceByUserCode(userCode: string): DeviceSignIn | undefined {
    const wanted = userCode.replace(/[^a-z0-9]/gi, '').toUpperCase();
    return [...this.#devices.values()].find((device) => device.userCode === wanted);
  }

  /** Removes every refresh token of a person, as revoking the person's sessions does. */
  revoke(userId: string): void {
    for (const [key, grant] of this.#refresh) if (grant.userId === userId) this.#refresh.delete(key);
  }

  clear(): void {
    this.#pending.clear();
    this.#codes.clear();
    this.#refresh.clear();
    this.#devices.clear();
  }
}
