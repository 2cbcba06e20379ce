import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { commandOf } from "../src/decision.ts";
import type { App } from "../src/http.ts";
import { auth, maya, openTea, plenty } from "./tea.ts";

const henry = auth.authorization({ sub: "stf_henry", roles: ["admin"], properties: ["prp_lakeside"] });
const groupAdmin = auth.authorization({ sub: "stf_group", roles: ["admin"], properties: ["*"] });
let app: App;
let held: (() => void)[] = [];

beforeAll(async () => {
  const agents = { allow: ["agent"] as const };
  app = await openTea({
    perMinute: { ...plenty, heavy: 2 },
    bodyTimes: { bodyWithinMs: 200, filePartWithinMs: 200 },
    routes: (routes) => {
      const body = z.object({ leaf: z.string().optional(), preferences: z.unknown().optional() });
      const filters = z.object({ leaf: z.string().optional() });
      routes.get("/v1/teas", { config: agents, schema: { querystring: filters } }, ({ query }) => query);
      routes.post("/v1/teas", { config: { ...agents, versioned: true }, schema: { body } }, (request) =>
        commandOf(request),
      );
      routes.post(
        "/v1/letters",
        { config: { ...agents, mendsText: true }, schema: { body } },
        (request) => request.body,
      );
      routes.get("/v1/teas/:name", { config: agents }, () => ({}));
      routes.get("/v1/reports", { config: { ...agents, rate: "heavy" } }, () => ({}));
      routes.get("/v1/everything", { config: { allow: ["admin"], group: true } }, () => ({}));
      routes.get(
        "/v1/held",
        { config: { ...agents, atOnce: 2 } },
        () => new Promise((resolve) => held.push(() => resolve({}))),
      );
    },
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
});

afterAll(() => app.close());

const ask = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ url, headers: { authorization: maya, ...headers } });

const send = (payload: string, headers: Record<string, string> = {}) =>
  app.inject({
    method: "POST",
    url: "/v1/teas",
    payload,
    headers: { authorization: maya, "content-type": "application/json", ...headers },
  });

const fieldsOf = (answer: { json(): { errors?: { field: string }[] } }) =>
  answer.json().errors?.map(({ field }) => field);

test("NUL and half of a surrogate pair are refused by their field: in an address, a filter and a body, however deep", async () => {
  const deep = JSON.stringify({ preferences: [{ for: ["\u0000"] }] });
  const answers = [
    await ask("/v1/teas/%00"),
    await ask("/v1/teas?leaf=a%00"),
    await send('{"leaf":"\\ud800"}'),
    await send(deep),
    await send('{"preferences":{"\\u0000":1}}'),
  ];
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([400, 400, 400, 400, 400]);
  expect(answers.map(fieldsOf)).toEqual([
    ["name"],
    ["leaf"],
    ["leaf"],
    ["preferences.0.for.0"],
    ["preferences.(unnamed)"],
  ]);
  expect((await send('{"leaf":"绿茶 🍵"}')).statusCode).toBe(200);
});

test("where somebody else wrote the text it is mended and taken: they would never hear of a refusal", async () => {
  const letter = (payload: string) =>
    app.inject({
      method: "POST",
      url: "/v1/letters",
      payload,
      headers: { authorization: maya, "content-type": "application/json" },
    });
  expect((await letter('{"leaf":"\\u0000绿\\u0000茶\\ud800"}')).json()).toEqual({ leaf: "绿茶\ufffd" });
  expect((await letter('{"preferences":{"deep":"\\u0000"}}')).statusCode).toBe(400);
});

test("a body that is nested without end is refused, not followed", async () => {
  const answer = await send(`{"preferences":${"[".repeat(20_000)}${"]".repeat(20_000)}}`);
  expect(answer.statusCode).toBe(400);
  expect(fieldsOf(answer)?.[0]).toMatch(/^preferences\.0/);
});

test("an Idempotency-Key of 3,000 characters is refused by its name, and one with a long address is kept short", async () => {
  const answer = await send("{}", { "idempotency-key": "k".repeat(3_000) });
  expect(answer.json()).toMatchObject({ status: 400, type: "urn:shouwen:problem:idempotency_key.invalid" });
  expect(fieldsOf(answer)).toEqual(["idempotency-key"]);
  expect((await send("{}", { "idempotency-key": "k".repeat(200) })).statusCode).toBe(200);
  const { cause } = commandOf({
    person: { id: "stf_maya" },
    method: "POST",
    url: `/v1/teas/${"x".repeat(3_000)}`,
    headers: { "idempotency-key": "k" },
  } as never);
  expect(cause.once?.eventId.length).toBeLessThan(100);
});

test("an If-Match that is no tag of ours is refused, not passed over", async () => {
  expect(fieldsOf(await send("{}", { "if-match": "three" }))).toEqual(["if-match"]);
  expect((await send("{}", { "if-match": '"3"' })).json()).toMatchObject({ ifVersion: 3 });
  expect((await send("{}", { "if-match": "*" })).json().ifVersion).toBeUndefined();
});

test("a filter is refused where a list has none", async () => {
  const answer = await ask("/v1/reports?propertyId=prp_lakeside");
  expect(answer.statusCode).toBe(400);
  expect(fieldsOf(answer)).toEqual(["propertyId"]);
});

test("PATCH on a known address is 405 with Allow; an address that nobody knows stays 404", async () => {
  const patch = (url: string) => app.inject({ method: "PATCH", url, headers: { authorization: maya } });
  const known = await patch("/v1/teas");
  expect(known.json()).toMatchObject({ status: 405, type: "urn:shouwen:problem:method_not_allowed" });
  expect(known.headers.allow).toBe("GET, HEAD, POST");
  expect((await patch("/v1/teas/green")).headers.allow).toBe("GET, HEAD");
  expect((await patch("/v1/coffee")).statusCode).toBe(404);
  expect((await ask(`/v1/teas/${"x".repeat(300)}`)).json()).toMatchObject({
    status: 414,
    type: "urn:shouwen:problem:address_too_long",
  });
});

test("an address that cannot be decoded is a problem document too", async () => {
  const answer = await ask("/v1/teas/%zz");
  expect(answer.headers["content-type"]).toContain("application/problem+json");
  expect(answer.json()).toMatchObject({ status: 400, type: "urn:shouwen:problem:bad_request" });
});

test("what belongs to every property is for people of the whole group, whatever their role", async () => {
  const as = (authorization: string) => app.inject({ url: "/v1/everything", headers: { authorization } });
  expect((await as(henry)).json()).toMatchObject({ status: 403, type: "urn:shouwen:problem:group_only" });
  expect((await as(groupAdmin)).statusCode).toBe(200);
});

test("a title is in the language that was asked for, its code in none", async () => {
  const titleIn = async (language: string) => {
    const answer = await ask("/v1/coffee", { "accept-language": language });
    expect(answer.json().type).toBe("urn:shouwen:problem:no_route");
    return [answer.headers["content-language"], answer.json().title];
  };
  expect(await titleIn("zh-CN,zh;q=0.9,en;q=0.8")).toEqual(["zh-CN", "没有这个地址"]);
  expect(await titleIn("en;q=0.5, zh;q=0.4")).toEqual(["en", "No such address"]);
  expect(await titleIn("fr")).toEqual(["en", "No such address"]);
});

test("what is wrong with a field is said in the same language", async () => {
  const answer = await send('{"leaf":7}', { "accept-language": "zh" });
  expect(answer.json().errors).toEqual([{ field: "leaf", message: "无效输入：期望 string，实际接收 数字" }]);
});

test("requests of one person and class are counted by themselves, and the limit is named", async () => {
  const limited = auth.authorization({ sub: "stf_busy", roles: ["agent"], properties: ["prp_lakeside"] });
  const report = () => ask("/v1/reports", { authorization: limited });
  expect([(await report()).statusCode, (await report()).statusCode]).toEqual([200, 200]);
  const third = await report();
  expect(third.json()).toMatchObject({
    status: 429,
    type: "urn:shouwen:problem:too_many_requests",
    class: "heavy",
    perMinute: 2,
  });
  expect(Number(third.headers["retry-after"])).toBeGreaterThan(0);
  expect((await ask("/v1/teas", { authorization: limited })).statusCode, "another class").toBe(200);
  expect((await ask("/v1/reports")).statusCode, "another person").toBe(200);
});

test("one person has only so many answers of a route open at once, and again when one has ended", async () => {
  const waiting = [ask("/v1/held"), ask("/v1/held")];
  await expect.poll(() => held.length).toBe(2);
  expect((await ask("/v1/held")).json()).toMatchObject({
    status: 429,
    type: "urn:shouwen:problem:too_many_at_once",
  });
  for (const end of held) end();
  await Promise.all(waiting);
  held = [];
  const again = ask("/v1/held");
  await expect.poll(() => held.length).toBe(1);
  held[0]?.();
  expect((await again).statusCode).toBe(200);
});

/** Says the head of a request and half of its body, and hears what comes back until the connection ends. */
const trickle = (head: string, body: string): Promise<string> =>
  new Promise((resolve) => {
    const { port } = app.server.address() as { port: number };
    const socket = connect(port, "127.0.0.1", () => socket.write(`${head}\r\n\r\n${body}`));
    let heard = "";
    socket.on("data", (part) => {
      heard += part.toString();
    });
    socket.on("close", () => resolve(heard));
  });

test("a body that does not arrive is cut with 408, and its connection with it", async () => {
  const head = [
    "POST /v1/teas HTTP/1.1",
    "host: tea",
    `authorization: ${maya}`,
    "content-type: application/json",
    "content-length: 400",
  ].join("\r\n");
  const heard = await trickle(head, '{"leaf":');
  expect(heard).toContain("408 Request Timeout");
  expect(heard).toContain("urn:shouwen:problem:body_too_slow");
});

test("what is no HTTP is answered with a problem document", async () => {
  expect(await trickle("GET / NONSENSE", "")).toContain("urn:shouwen:problem:bad_request");
});

test("a command's headers and its version are described", async () => {
  const { paths } = (await app.inject("/openapi.json")).json();
  const { post } = paths["/v1/teas"];
  expect(post.parameters.map(({ name }: { name: string }) => name)).toEqual(["idempotency-key", "if-match"]);
  expect(Object.keys(paths["/v1/teas"].get)).not.toContain("requestBody");
});

test("a body that is not UTF-8 is refused: its words would be lost under an answer that says they are taken", async () => {
  const gbk = Buffer.concat([
    Buffer.from('{"leaf":"'),
    Buffer.from([0xce, 0xc0, 0xc9, 0xfa, 0xbc, 0xe4]),
    Buffer.from('"}'),
  ]);
  const headers = { authorization: maya, "content-type": "application/json" };
  const answer = await app.inject({ method: "POST", url: "/v1/teas", payload: gbk, headers });
  expect([answer.statusCode, fieldsOf(answer)]).toEqual([400, ["(body)"]]);
  expect((await send('{"leaf":"漏水"}')).statusCode).toBe(200);
});

test("a body of another type is refused by its type, not by its fields", async () => {
  for (const type of ["text/plain", "text/plain; charset=utf-8", "text/html", "application/xml"]) {
    const answer = await send('{"leaf":"green"}', { "content-type": type });
    expect(answer.json(), type).toMatchObject({
      status: 415,
      type: "urn:shouwen:problem:unsupported_media_type",
    });
  }
});
