import { LRUCache } from "lru-cache";
import * as oidc from "openid-client";
import type { GatewayConfig } from "../config.ts";
import { sealWith } from "./seal.ts";
import { isOver, type Pass, type Session, type SessionCodec, sealedCodec } from "./sessions.ts";

/** What must be remembered between sending somebody to the provider and their coming back. */
export type Journey = {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly backTo: string;
};

/** Signs people in with an OpenID Connect provider: authorization code flow with PKCE. */
export type OidcSignIn = {
  /** Where to send the browser, and what to remember meanwhile, sealed. */
  start(backTo: string): Promise<{ url: URL; remember: string }>;
  /** The session of whoever came back, and where they wanted to go. Throws when the answer is not to our question. */
  finish(cameTo: URL, remembered: string | undefined): Promise<{ pass: Pass; backTo: string }>;
  /** Tells the provider that a session is over, where it wants to know: its refresh token brings nothing any more. */
  forget(session: Session): Promise<void>;
  /** Where to send the browser to be signed out at the provider, too; undefined when it has no such place. */
  signOutUrl(): Promise<URL | undefined>;
  readonly codec: SessionCodec;
};

const renewBeforeMs = 30_000;
const keepRenewedMs = 60_000;
/** More than anybody renews within that time. */
const mostRenewals = 10_000;

/** Prepares sign-in at a provider. The provider is asked for its addresses when somebody first signs in. */
export const oidcSignIn = (config: GatewayConfig): OidcSignIn => {
  const { OIDC_CLIENT_SECRET: secret = "", OIDC_RESOURCE: resource } = config;
  const origin = new URL(config.PUBLIC_URL ?? "").origin;
  const redirectUri = `${origin}/sign-in/callback`;
  const provider = discoverOnce(config);
  const journeys = sealWith(secret, "journey");
  const forResource: Record<string, string> = resource === undefined ? {} : { resource };
  const passOf = (tokens: oidc.TokenEndpointResponse, refreshToken?: string): Pass => {
    const token = tokens[config.OIDC_TOKEN];
    if (typeof token !== "string") throw new Error(`The provider sent no ${config.OIDC_TOKEN}`);
    const next = tokens.refresh_token ?? refreshToken;
    return { token, ...(next === undefined ? {} : { refreshToken: next }) };
  };
  const renewed = async (refreshToken: string): Promise<Pass> =>
    passOf(await oidc.refreshTokenGrant(await provider(), refreshToken, forResource), refreshToken);
  return {
    start: async (backTo) => {
      const codeVerifier = oidc.randomPKCECodeVerifier();
      const journey: Journey = { state: oidc.randomState(), nonce: oidc.randomNonce(), codeVerifier, backTo };
      const url = oidc.buildAuthorizationUrl(await provider(), {
        redirect_uri: redirectUri,
        scope: config.OIDC_SCOPES,
        code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: "S256",
        state: journey.state,
        nonce: journey.nonce,
        ...forResource,
      });
      return { url, remember: await journeys.close(journey) };
    },
    finish: async (cameTo, remembered) => {
      const journey =
        remembered === undefined ? undefined : ((await journeys.open(remembered)) as Journey | undefined);
      if (!journey) throw new Error("Nobody set out from here");
      const checks = {
        pkceCodeVerifier: journey.codeVerifier,
        expectedState: journey.state,
        expectedNonce: journey.nonce,
        idTokenExpected: true,
      };
      const cameFrom = new URL(`${redirectUri}${cameTo.search}`);
      const tokens = await oidc.authorizationCodeGrant(await provider(), cameFrom, checks, forResource);
      return { pass: passOf(tokens), backTo: journey.backTo };
    },
    forget: async ({ refreshToken }) => {
      const known = await provider();
      if (refreshToken === undefined || known.serverMetadata().revocation_endpoint === undefined) return;
      await oidc.tokenRevocation(known, refreshToken, { token_type_hint: "refresh_token" });
    },
    signOutUrl: async () => {
      const known = await provider();
      if (known.serverMetadata().end_session_endpoint === undefined) return undefined;
      return oidc.buildEndSessionUrl(known, { post_logout_redirect_uri: `${origin}/` });
    },
    codec: sealedCodec(secret, renewing(renewed)),
  };
};

/** Asks the provider for its addresses once; a provider that was away is asked again next time. */
const discoverOnce = (config: GatewayConfig): (() => Promise<oidc.Configuration>) => {
  let found: Promise<oidc.Configuration> | undefined;
  return () => {
    const issuer = new URL(config.OIDC_ISSUER ?? "");
    const options = issuer.protocol === "http:" ? { execute: [oidc.allowInsecureRequests] } : undefined;
    found ??= oidc
      .discovery(issuer, config.OIDC_CLIENT_ID ?? "", config.OIDC_CLIENT_SECRET, undefined, options)
      .catch((error: unknown) => {
        found = undefined;
        throw error;
      });
    return found;
  };
};

/** One refresh token is used once, however many requests come. */
const renewing = (renewed: (refreshToken: string) => Promise<Pass>): SessionCodec["renew"] => {
  const renewals = new LRUCache<string, Promise<Session | undefined>>({
    max: mostRenewals,
    ttl: keepRenewedMs,
  });
  const renewOnce = (refreshToken: string, session: Session): Promise<Session | undefined> => {
    const known = renewals.get(refreshToken);
    if (known) return known;
    const next = renewed(refreshToken).then(
      (pass): Session => ({ ...session, ...pass }),
      () => (isOver(session) ? undefined : session),
    );
    renewals.set(refreshToken, next);
    return next;
  };
  return async (session) => {
    if (session.refreshToken === undefined || !isOver(session, renewBeforeMs)) return session;
    return renewOnce(session.refreshToken, session);
  };
};
