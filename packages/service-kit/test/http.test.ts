import { givenMoment } from "@shouwen/contracts/given-moment";
import { InfrastructureFault } from "@shouwen/event-bus/message";
import { rejection } from "@shouwen/event-bus/rejection";
import { issuer } from "@shouwen/test-kit/tokens";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { barring, createAuthenticate } from "../src/auth.ts";
import { type App, createApp, signIn } from "../src/http.ts";
import { auth, authenticateTokens, maya, openTea, silent } from "./tea.ts";

const teaTimeOnly = rejection("tea.not_now", "conflict", "Tea is served at four");

const duplicate = Object.assign(new Error("duplicate key value"), {
  code: "23505",
  table: "staff",
  detail: "Key (staff_number, property_id)=(0244, prp_lakeside) already exists.",
});

let app: App;

beforeAll(async () => {
  app = await openTea({
    routes: (routes) => {
      routes.post(
        "/v1/teas",
        {
          config: { allow: ["agent"] },
          schema: { body: z.object({ leaf: z.enum(["green", "black"]), cups: z.int().min(1) }) },
        },
        ({ body }) => ({ served: body.leaf }),
      );
      routes.get(
        "/v1/teas",
        {
          config: { allow: ["agent"] },
          schema: { querystring: z.object({ leaf: z.string().optional() }) },
        },
        ({ query }) => ({ leaf: query.leaf ?? "any" }),
      );
      routes.post(
        "/v1/invitations",
        {
          config: { allow: ["agent"] },
          schema: {
            body: z.union([z.object({ at: givenMoment, cups: z.int() }), z.object({ never: z.boolean() })]),
            querystring: z.object({ until: givenMoment.optional() }),
          },
        },
        ({ body }) => body,
      );
      routes.get("/v1/teas/:id", { config: { allow: ["manager"] } }, () => ({}));
      routes.get("/v1/broken", { config: { allow: "public" } }, ({ query }) => {
        const { with: what } = query as { with?: string };
        if (what === "rule") throw teaTimeOnly({ servedAt: "16:00" });
        if (what === "uniqueness") throw duplicate;
        if (what === "database") throw Object.assign(new Error("no"), { code: "ECONNREFUSED" });
        throw new Error("Zhang San, +8613800138000, is angry");
      });
    },
  });
});

afterAll(() => app.close());

const post = (payload: object | string, headers: Record<string, string> = { authorization: maya }) =>
  app.inject({
    method: "POST",
    url: "/v1/teas",
    payload,
    headers: { "content-type": "application/json", ...headers },
  });

test("a body that breaks the schema is answered with every field that does", async () => {
  const answer = await post({ leaf: "plastic", cups: 0 });
  expect(answer.statusCode).toBe(400);
  expect(answer.headers["content-type"]).toContain("application/problem+json");
  const { type, errors } = answer.json();
  expect(type).toBe("urn:shouwen:problem:invalid");
  expect(errors.map(({ field }: { field: string }) => field)).toEqual(["leaf", "cups"]);
});

const invite = (at: string, until = "2026-12-01T00:00:00Z") =>
  app.inject({
    method: "POST",
    url: `/v1/invitations?until=${encodeURIComponent(until)}`,
    payload: { at, cups: 2 },
    headers: { authorization: maya },
  });

test("a moment that nobody can mean is 422 by its field, also in a body of several forms", async () => {
  expect((await invite("2026-12-01T16:00:00+08:00")).json()).toMatchObject({
    at: "2026-12-01T08:00:00.000Z",
  });
  for (const at of ["9999-12-31T15:59:59Z", "0026-11-22T00:00:00Z"]) {
    expect((await invite(at)).json()).toMatchObject({
      status: 422,
      type: "urn:shouwen:problem:moment_outside_window",
      errors: [{ field: "at", message: "Expected a moment from 2000-01-01 on and before 2100-01-01" }],
    });
  }
  const filtered = await invite("2026-12-01T16:00:00+08:00", "8000-01-01T00:00:00Z");
  expect(filtered.json()).toMatchObject({ status: 422, errors: [{ field: "until" }] });
  expect((await invite("tomorrow")).statusCode).toBe(400);
});

test("a door that takes any moment at all stops the start", async () => {
  const open = z.object({ by: z.array(z.object({ at: z.iso.datetime({ offset: true }) })) });
  for (const schema of [{ body: open }, { querystring: z.object({ day: z.iso.date() }) }]) {
    expect(() => createApp({ log: silent }).post("/v1/open", { schema }, () => ({}))).toThrow(
      /takes a moment without a window/,
    );
  }
});

test("a filter whose name nobody knows is refused by its name, not read as no filter", async () => {
  const ask = (url: string) => app.inject({ url, headers: { authorization: maya } });
  expect((await ask("/v1/teas?leaf=green")).json()).toEqual({ leaf: "green" });
  const answer = await ask("/v1/teas?laef=green&%E5%BC%A0%E4%B8%89=1");
  expect(answer.statusCode).toBe(400);
  expect(answer.json().errors.map(({ field }: { field: string }) => field)).toEqual(["laef", "(unnamed)"]);
});

test("a body that is no JSON, or too large, is refused as such", async () => {
  expect((await post("{")).json()).toMatchObject({ status: 400, type: "urn:shouwen:problem:bad_request" });
  expect((await post({ leaf: "x".repeat(300_000) })).json()).toMatchObject({
    status: 413,
    type: "urn:shouwen:problem:too_large",
  });
});

test("nobody enters without a token that the issuer signed", async () => {
  expect((await post({}, {})).json()).toMatchObject({ status: 401 });
  expect((await post({}, { authorization: `${maya.slice(0, -6)}AAAAAA` })).statusCode).toBe(401);
  const stranger = issuer().authorization({ sub: "stf_maya", roles: ["admin"], properties: ["*"] });
  expect((await post({}, { authorization: stranger })).statusCode).toBe(401);
});

const ask = (authorization: string) => app.inject({ url: "/v1/teas", headers: { authorization } });
const somebody = { sub: "stf_maya", roles: ["agent"], properties: ["prp_lakeside"] };

test("a token that does not say whose it is, for whom and until when is none", async () => {
  for (const claim of ["exp", "sub", "aud"])
    expect((await ask(`Bearer ${auth.token(somebody, { [claim]: undefined })}`)).statusCode, claim).toBe(401);
  for (const wrong of [{ sub: "" }, { aud: "somebody else" }, { exp: 1 }, { iss: "urn:other" }])
    expect((await ask(`Bearer ${auth.token(somebody, wrong)}`)).statusCode, JSON.stringify(wrong)).toBe(401);
  expect((await ask(`Bearer ${auth.token(somebody, { aud: ["another", "shouwen"] })}`)).statusCode).toBe(200);
});

test("the scheme of an authorization is read in any case", async () => {
  for (const scheme of ["Bearer", "bearer", "BEARER", "Bearer "])
    expect((await ask(`${scheme} ${auth.token(somebody)}`)).statusCode, scheme).toBe(200);
  for (const other of ["Basic", "Bearerx", ""])
    expect((await ask(`${other} ${auth.token(somebody)}`)).statusCode, other).toBe(401);
});

test("a role that nobody knows, and a name that every object has, give no rights", async () => {
  const odd = auth.authorization({ ...somebody, roles: ["root", "constructor", "__proto__"] });
  expect((await ask(odd)).json()).toMatchObject({ status: 403 });
});

test("no answer is kept by anybody on its way, whatever it says", async () => {
  for (const url of ["/v1/teas", "/v1/teas/1", "/v1/coffee", "/v1/broken", "/v1/broken?with=database"])
    expect((await app.inject({ url, headers: { authorization: maya } })).headers["cache-control"], url).toBe(
      "no-store",
    );
});

test("who has left is outside, with a token that is good for hours", async () => {
  const left = new Set<string>();
  const authenticate = barring(await authenticateTokens(), (id) => left.has(id));
  expect(await authenticate(maya)).toMatchObject({ id: "stf_maya" });
  left.add("stf_maya");
  expect(await authenticate(maya)).toBe(undefined);
});

test("an issuer that does not answer is no fault of the token", async () => {
  const claims = { name: "name", roles: "roles", properties: "properties" };
  const away = { issuer: "urn:shouwen:test", audience: "shouwen", jwks: "http://127.0.0.1:9/jwks", claims };
  await expect((await createAuthenticate(away))(maya)).rejects.toThrow(InfrastructureFault);
});

const oneAddress = "10.9.8.7";

/** Tells a door 31 wrong tokens from one address. */
const guessAt = async (door: Pick<App, "inject">): Promise<number[]> => {
  const answers: number[] = [];
  for (let time = 0; time < 31; time += 1) {
    const headers = { authorization: `Bearer guess-${time}` };
    answers.push((await door.inject({ url: "/v1/teas", headers, remoteAddress: oneAddress })).statusCode);
  }
  return answers;
};

test("where the public comes in, whoever shows wrong tokens is told to slow down, and whoever shows a right one is not", async () => {
  const door = createApp({ log: silent });
  signIn(door, { authenticate: await authenticateTokens(), facesThePublic: true });
  door.get("/v1/teas", { config: { allow: ["agent"] } }, () => ({}));
  expect(await guessAt(door)).toEqual([...Array(30).fill(401), 429]);
  const from = (authorization: string) =>
    door.inject({ url: "/v1/teas", headers: { authorization }, remoteAddress: oneAddress });
  const slow = await from("Bearer another");
  expect([slow.json().type, Number(slow.headers["retry-after"]) > 50]).toEqual([
    "urn:shouwen:problem:too_many_requests",
    true,
  ]);
  expect((await from(maya)).statusCode).toBe(200);
  await door.close();
});

test("behind the gateway every wrong token stays 401, so that whoever renews theirs then does so", async () => {
  expect(await guessAt(app)).toEqual(Array(31).fill(401));
});

test("a role that may not is told so; an admin may", async () => {
  const ask = (authorization: string) => app.inject({ url: "/v1/teas/1", headers: { authorization } });
  expect((await ask(maya)).json()).toMatchObject({ status: 403, needs: ["manager"] });
  expect(
    (await ask(auth.authorization({ sub: "stf_a", roles: ["admin"], properties: ["*"] }))).statusCode,
  ).toBe(200);
});

test("a rule that says no is a conflict with its facts", async () => {
  const answer = await app.inject("/v1/broken?with=rule");
  expect(answer.json()).toMatchObject({
    status: 409,
    type: "urn:shouwen:problem:tea.not_now",
    servedAt: "16:00",
  });
});

test("what we stand on failing is 503 with Retry-After, never a wrong answer", async () => {
  const answer = await app.inject("/v1/broken?with=database");
  expect(answer.statusCode).toBe(503);
  expect(answer.headers["retry-after"]).toBe("2");
});

test("what there may be only one of is 409 and names the fields, without what was in them", async () => {
  const answer = await app.inject("/v1/broken?with=uniqueness");
  expect(answer.statusCode).toBe(409);
  expect(answer.json()).toMatchObject({
    type: "urn:shouwen:problem:already_there",
    fields: ["staffNumber", "propertyId"],
  });
  expect(answer.body).not.toContain("0244");
});

test("a fault of ours says nothing of what the customer wrote", async () => {
  const answer = await app.inject("/v1/broken");
  expect(answer.statusCode).toBe(500);
  expect(answer.body).not.toMatch(/Zhang|138/);
});

test("an empty body that says it is JSON is told so, and every command is described with its key", async () => {
  const empty = await post("");
  expect(empty.json().detail).toContain("The body is empty");
  const { paths } = (await app.inject("/openapi.json")).json();
  expect(paths["/v1/teas"].post.parameters).toMatchObject([{ in: "header", name: "idempotency-key" }]);
  expect(paths["/v1/teas"].get.parameters).not.toContainEqual(expect.objectContaining({ in: "header" }));
});

test("an unknown address is a problem document too", async () => {
  expect((await app.inject("/v1/coffee")).json()).toMatchObject({
    status: 404,
    type: "urn:shouwen:problem:no_route",
  });
});

test("the service describes its routes as OpenAPI 3.1", async () => {
  const document = (await app.inject("/openapi.json")).json();
  expect(document.openapi).toBe("3.1.0");
  expect(Object.keys(document.paths)).toContain("/v1/teas");
});

test("a route that does not say who may call it stops the start", async () => {
  const open = openTea({ routes: (routes) => void routes.get("/v1/open", () => ({})) });
  await expect(open).rejects.toThrow("does not say who may call it");
});
