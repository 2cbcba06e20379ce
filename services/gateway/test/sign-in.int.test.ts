import type { RunningService } from "@shouwen/service-kit/service";
import { issuer } from "@shouwen/test-kit/tokens";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Browser, openBrowser } from "./browser.ts";
import { startTestGateway } from "./gateway.ts";
import { endReplicas, ledger, startReplica } from "./replicas.ts";

const signer = issuer();
let gateway: RunningService;
let browser: Browser;

beforeAll(async () => {
  const { url } = await startReplica({ issuer: signer, ledger: ledger(), name: "everything" });
  gateway = await startTestGateway(signer, { UPSTREAM_ROUTING: url, UPSTREAM_WORKFORCE: url });
});
afterAll(async () => {
  await gateway.stop();
  await endReplicas();
});
beforeEach(() => {
  browser = openBrowser();
});

const at = (path: string) => `${gateway.url}${path}`;
const signInAs = (staffId: string) => browser.submit(at("/sign-in"), { staffId, backTo: "/live" });

test("the page lists everybody of the demonstration, by property, and what they are called is only text", async () => {
  const answer = await browser.get(at("/sign-in"));
  const page = await answer.text();
  expect(answer.status).toBe(200);
  expect(page).toContain("湖畔酒店");
  expect(page).toContain("Li Jing");
  expect(page).toContain("&lt;李静&gt;");
  expect(page).not.toContain("<李静>");
});

test("one click signs in, and the live page opens", async () => {
  const answer = await signInAs("stf_agent");
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/live"]);
  const [line = ""] = answer.headers.getSetCookie();
  expect(line).toMatch(/^shouwen_session=[\w.-]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/);
  expect((await browser.get(at("/live"))).status).toBe(200);
});

test("whoever is not signed in is led to the door and back", async () => {
  const answer = await browser.get(at("/live?propertyId=prp_lake"));
  expect([answer.status, answer.headers.get("location")]).toEqual([
    303,
    "/sign-in?backTo=%2Flive%3FpropertyId%3Dprp_lake",
  ]);
});

test("nobody is led to another site by signing in", async () => {
  const answer = await browser.submit(at("/sign-in"), {
    staffId: "stf_agent",
    backTo: "https://evil.example",
  });
  expect(answer.headers.get("location")).toBe("/");
});

test("the cookie is turned into the authorization that the service knows, for the person's properties only", async () => {
  await signInAs("stf_agent");
  expect((await browser.get(at("/v1/tickets/tic_lake_1"))).status).toBe(200);
  expect((await browser.get(at("/v1/tickets/tic_harbour_1"))).status).toBe(404);
  const { person } = (await (await browser.get(at("/v1/tickets"))).json()) as { person: unknown };
  expect(person).toEqual({
    id: "stf_agent",
    name: "<李静> Li Jing",
    roles: ["agent"],
    properties: ["prp_lake"],
  });
});

test("an administrator sees the whole group", async () => {
  await signInAs("stf_admin");
  expect((await browser.get(at("/v1/tickets/tic_harbour_1"))).status).toBe(200);
  expect(await (await browser.get(at("/session"))).json()).toMatchObject({ person: { properties: ["*"] } });
});

const note = (headers: Record<string, string>) =>
  fetch(at("/v1/tickets/tic_lake_1/notes"), {
    method: "POST",
    headers: {
      "content-type": "application/json",
      cookie: [...browser.cookies()].map(([name, value]) => `${name}=${value}`).join("; "),
      ...headers,
    },
    body: JSON.stringify({ text: "seen" }),
  });

test("another site cannot change anything with somebody's cookie", async () => {
  await signInAs("stf_agent");
  const refused = await note({ origin: "https://evil.example" });
  expect([refused.status, ((await refused.json()) as { type: string }).type]).toEqual([
    403,
    "urn:shouwen:problem:other_origin",
  ]);
  expect((await note({})).status).toBe(403);
});

test("our own pages can, by their origin or by their header", async () => {
  await signInAs("stf_agent");
  expect((await note({ origin: gateway.url })).status).toBe(200);
  expect((await note({ "x-shouwen-page": "live" })).status).toBe(200);
});

test("another site cannot sign anybody in or out", async () => {
  const answer = await browser.submit(at("/sign-in"), { staffId: "stf_agent" }, "https://evil.example");
  expect(answer.status).toBe(403);
  expect(browser.cookies().size).toBe(0);
  await signInAs("stf_agent");
  expect((await browser.submit(at("/sign-out"), {}, "https://evil.example")).status).toBe(403);
  expect(browser.cookies().size).toBe(1);
});

test("signing out forgets the cookie", async () => {
  await signInAs("stf_agent");
  expect((await browser.submit(at("/sign-out"), {})).headers.get("location")).toBe("/");
  expect(browser.cookies().size).toBe(0);
  expect((await browser.get(at("/live"))).status).toBe(303);
});

test("a token in a cookie that our issuer did not sign is worth nothing", async () => {
  const stranger = issuer().token({ sub: "stf_x", roles: ["admin"], properties: ["*"] });
  const answer = await fetch(at("/v1/tickets/tic_lake_1"), {
    headers: { cookie: `shouwen_session=${stranger}` },
  });
  expect(answer.status).toBe(401);
});

test("a token of one's own counts for more than the cookie", async () => {
  await signInAs("stf_agent");
  const authorization = signer.authorization({
    sub: "stf_pms",
    roles: ["agent"],
    properties: ["prp_harbour"],
  });
  expect((await note({ authorization })).status).toBe(200);
});

test("nobody can sign in as a person whom workforce does not know", async () => {
  expect((await signInAs("stf_ghost")).status).toBe(404);
});

test("pages let nothing in from elsewhere and cannot be framed", async () => {
  const { headers } = await browser.get(at("/sign-in"));
  expect(headers.get("content-security-policy")).toContain(
    "default-src 'none';script-src 'self';style-src 'self'",
  );
  expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("cache-control")).toBe("no-store");
});

test("no page holds a script, a style or a handler of its own", async () => {
  await signInAs("stf_agent");
  for (const path of ["/", "/sign-in", "/live", "/docs", "/events"]) {
    const page = await (await browser.get(at(path))).text();
    expect(page, path).not.toMatch(
      /<script(?![^>]*(\ssrc=|type="application\/json"))|<style|\sstyle=|\son[a-z]+=/,
    );
    expect(page, path).not.toMatch(/(src|href)="(https?:)?\/\//);
  }
});

test("when workforce is away the page says so", async () => {
  const alone = await startTestGateway(signer);
  const answer = await browser.get(`${alone.url}/sign-in`);
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain("暂时读不到人员名单");
  await alone.stop();
});
