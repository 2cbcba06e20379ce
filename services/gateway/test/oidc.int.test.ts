import { createServer } from "node:net";
import type { RunningService } from "@shouwen/service-kit/service";
import { eventually } from "@shouwen/test-kit/eventually";
import { issuer } from "@shouwen/test-kit/tokens";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Browser, locationOf, openBrowser } from "./browser.ts";
import { startTestGateway } from "./gateway.ts";
import { apiResource, type IdentityProvider, startIdentityProvider } from "./identity-provider.ts";
import { endReplicas, ledger, startReplica, type TestReplica } from "./replicas.ts";

type Place = { gateway: RunningService; provider: IdentityProvider; replica: TestReplica; url: string };

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

/** A gateway, a provider and a service that believes the provider. */
const open = async (accessTokenSeconds?: number): Promise<Place> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const provider = await startIdentityProvider(url, accessTokenSeconds);
  ends.push(() => provider.close());
  const believed = {
    AUTH_ISSUER: provider.issuer,
    AUTH_JWKS: `${provider.issuer}/jwks`,
    AUTH_NAME_CLAIM: "given_name",
    AUTH_ROLES_CLAIM: "realm_access.roles",
    AUTH_PROPERTIES_CLAIM: "https://shouwen.example/properties",
  };
  const signer = issuer();
  const replica = await startReplica({
    issuer: signer,
    ledger: ledger(),
    name: "routing",
    environment: believed,
  });
  const gateway = await startTestGateway(signer, {
    ...believed,
    PORT: String(port),
    PUBLIC_URL: url,
    AUTH_MODE: "oidc",
    AUTH_SIGNING_KEY_FILE: "",
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
    OIDC_RESOURCE: apiResource,
    UPSTREAM_ROUTING: replica.url,
  });
  ends.push(() => gateway.stop());
  return { gateway, provider, replica, url };
};

/** Goes where it is sent until a page comes. */
const follow = async (browser: Browser, url: string): Promise<{ answer: Response; url: string }> => {
  const answer = await browser.get(url);
  return answer.status === 303 ? follow(browser, locationOf(answer, url)) : { answer, url };
};

/** Signs in at the provider's own pages: who am I, and yes, the gateway may know. Answers where that ends. */
const signIn = async (browser: Browser, url: string, login: string) => {
  const asked = await follow(browser, `${url}/sign-in?backTo=%2Flive%3FpropertyId%3Dprp_lake`);
  const known = await browser.submit(asked.url, { prompt: "login", login, password: "any" });
  const consent = await follow(browser, locationOf(known, asked.url));
  const agreed = await browser.submit(consent.url, { prompt: "consent" });
  return follow(browser, locationOf(agreed, consent.url));
};

let shared: Place;
beforeAll(async () => {
  shared = await open();
  // What the shared place stands on must outlive a single test.
  sharedEnds.push(...ends.splice(0));
});
const sharedEnds: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of sharedEnds.toReversed()) await end();
  await endReplicas();
});

test("somebody signs in at the identity provider and comes back to where they wanted to go", async () => {
  const browser = openBrowser();
  const arrived = await signIn(browser, shared.url, "li");
  expect([arrived.answer.status, arrived.url]).toEqual([200, `${shared.url}/live?propertyId=prp_lake`]);
});

test("roles and properties come from the claims that the operator named, here and in the services", async () => {
  const browser = openBrowser();
  await signIn(browser, shared.url, "li");
  const person = { id: "li", name: "Test li", roles: ["agent"], properties: ["prp_lake", "prp_hill"] };
  expect(await (await browser.get(`${shared.url}/session`)).json()).toEqual({ person });
  expect(await (await browser.get(`${shared.url}/v1/tickets`)).json()).toMatchObject({ person });
  expect((await browser.get(`${shared.url}/v1/tickets/tic_hill_1`)).status).toBe(200);
  expect((await browser.get(`${shared.url}/v1/tickets/tic_harbour_1`)).status).toBe(404);
});

test("a browser holds neither token in clear", async () => {
  const browser = openBrowser();
  await signIn(browser, shared.url, "li");
  const session = browser.cookies().get("shouwen_session") ?? "";
  expect(Buffer.from(session.split(".")[0] ?? "", "base64url").toString()).toBe(
    '{"alg":"dir","enc":"A256GCM"}',
  );
});

test("somebody without a role is known, and not let in", async () => {
  const browser = openBrowser();
  const { answer } = await signIn(browser, shared.url, "guest");
  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain("没有任何角色");
  expect(browser.cookies().has("shouwen_session")).toBe(false);
});

test("an answer to a question that this browser did not ask signs nobody in", async () => {
  const mine = openBrowser();
  const asked = await follow(mine, `${shared.url}/sign-in`);
  const known = await mine.submit(asked.url, { prompt: "login", login: "li", password: "any" });
  const consent = await follow(mine, locationOf(known, asked.url));
  const agreed = await mine.submit(consent.url, { prompt: "consent" });
  const back = await mine.get(locationOf(agreed, consent.url));
  const callback = locationOf(back, shared.url);
  expect(callback).toContain("/sign-in/callback?code=");
  const victim = openBrowser();
  const answer = await victim.get(callback);
  expect(answer.status).toBe(403);
  expect(victim.cookies().has("shouwen_session")).toBe(false);
});

test("a session outlives its token: it is renewed once, however many requests come with the old one", async () => {
  const { url } = await open(31);
  const browser = openBrowser();
  await signIn(browser, url, "li");
  const cookie = `shouwen_session=${browser.cookies().get("shouwen_session")}`;
  const ask = () => fetch(`${url}/session`, { headers: { cookie } });
  await eventually(async () => expect((await ask()).headers.getSetCookie()).toHaveLength(1));
  const together = await Promise.all(Array.from({ length: 5 }, ask));
  // A provider that sees one refresh token twice ends the session: each of them must have got the one renewal.
  for (const answer of together) expect(await answer.json()).toMatchObject({ person: { id: "li" } });
  // A stream goes on for hours: what it does not bring at its beginning the browser would never have.
  const stream = await fetch(`${url}/live/events`, { headers: { cookie } });
  expect([stream.status, stream.headers.getSetCookie().length]).toEqual([200, 1]);
  await stream.body?.cancel();
  await browser.get(`${url}/session`);
  expect(`shouwen_session=${browser.cookies().get("shouwen_session")}`).not.toBe(cookie);
  expect((await browser.get(`${url}/v1/tickets`)).status).toBe(200);
});

test("signing out ends the session here, with every copy of it, and leads to the provider's own sign-out", async () => {
  const browser = openBrowser();
  await signIn(browser, shared.url, "li");
  const cookie = `shouwen_session=${browser.cookies().get("shouwen_session")}`;
  const copy = async () => (await fetch(`${shared.url}/v1/tickets`, { headers: { cookie } })).status;
  expect([await copy(), shared.provider.takenBack()]).toEqual([200, 0]);
  const answer = await browser.submit(`${shared.url}/sign-out`, {});
  const target = new URL(answer.headers.get("location") ?? "");
  expect(`${target.origin}${target.pathname}`).toBe(`${shared.provider.issuer}/session/end`);
  expect(target.searchParams.get("post_logout_redirect_uri")).toBe(`${shared.url}/`);
  expect(browser.cookies().has("shouwen_session")).toBe(false);
  expect([await copy(), shared.provider.takenBack()]).toEqual([401, 1]);
});

test("a page may lead a form to the provider and to nowhere else", async () => {
  const policy = (await fetch(`${shared.url}/`)).headers.get("content-security-policy");
  expect(policy).toContain(`form-action 'self' ${shared.provider.issuer};`);
});

test("while the provider is away the page says so", async () => {
  const { url, provider } = await open();
  await provider.close();
  const answer = await openBrowser().get(`${url}/sign-in`);
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain("身份认证服务暂时没有应答");
});
