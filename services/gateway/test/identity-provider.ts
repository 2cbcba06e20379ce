import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { type Configuration } from "oidc-provider";

/** A real OpenID Connect provider for tests, with one person of each name that signs in. */
export type IdentityProvider = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** How many refresh tokens it was asked to take back. */
  takenBack(): number;
  close(): Promise<void>;
};

/** What the provider says of a person in its access tokens, under names of its own. */
const claimsOf = (accountId: string) => ({
  given_name: `Test ${accountId}`,
  realm_access: { roles: accountId === "guest" ? [] : ["agent"] },
  "https://shouwen.example/properties": "prp_lake prp_hill",
});

const resource = "urn:shouwen:api";

const configurationFor = (gatewayUrl: string, accessTokenSeconds: number): Configuration => ({
  clients: [
    {
      client_id: "gateway",
      client_secret: "a secret that only the gateway knows",
      redirect_uris: [`${gatewayUrl}/sign-in/callback`],
      post_logout_redirect_uris: [`${gatewayUrl}/`],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
    },
  ],
  cookies: { keys: ["test"] },
  pkce: { required: () => true },
  findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  extraTokenClaims: (_context, token) =>
    "accountId" in token ? claimsOf(String(token.accountId)) : undefined,
  issueRefreshToken: () => true,
  rotateRefreshToken: true,
  ttl: {
    AccessToken: accessTokenSeconds,
    Grant: 3_600,
    IdToken: 3_600,
    Interaction: 3_600,
    RefreshToken: 3_600,
    Session: 3_600,
  },
  features: {
    devInteractions: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({
        scope: "openid",
        audience: "shouwen",
        accessTokenTTL: accessTokenSeconds,
        accessTokenFormat: "jwt",
      }),
    },
  },
});

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });

/** Starts a provider that knows the gateway at this URL. */
export const startIdentityProvider = async (
  gatewayUrl: string,
  accessTokenSeconds = 3_600,
): Promise<IdentityProvider> => {
  const server = createServer();
  const issuer = `http://127.0.0.1:${await listening(server)}`;
  const provider = new Provider(issuer, configurationFor(gatewayUrl, accessTokenSeconds));
  const answer = provider.callback();
  let takenBack = 0;
  provider.on("refresh_token.destroyed", () => {
    takenBack += 1;
  });
  server.on("request", (request, response) => void answer(request, response));
  return {
    issuer,
    clientId: "gateway",
    clientSecret: "a secret that only the gateway knows",
    takenBack: () => takenBack,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** The API that the gateway asks an access token for. */
export const apiResource = resource;
