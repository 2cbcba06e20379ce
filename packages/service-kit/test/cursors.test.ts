import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { App } from "../src/http.ts";
import { pageOf, pageQuery, sortKey, toPage } from "../src/paging.ts";
import { maya, openTea } from "./tea.ts";

const leaves = ["assam", "bancha", "ceylon", "darjeeling", "earl grey"];
const harvests = ["autumn", "spring", "summer"];

let app: App;

beforeAll(async () => {
  const config = { allow: ["agent"] as const };
  const querystring = z.object({
    ...pageQuery(sortKey.name),
    kind: z.union([z.string(), z.array(z.string())]).optional(),
    order: z.enum(["name", "age"]).default("name"),
  });
  const schema = { querystring, response: { 200: pageOf(z.string()) } };
  const pageAfter = (names: readonly string[], { limit, cursor }: z.output<typeof querystring>) => {
    const left = names.filter((name) => cursor === undefined || name > cursor[0]).slice(0, limit + 1);
    return toPage(left, limit, { keyOf: (name) => [name], view: (name) => name });
  };
  app = await openTea({
    routes: (routes) => {
      routes.get("/v1/leaves", { config, schema }, ({ query }) => pageAfter(leaves, query));
      routes.get("/v1/leaves/:name/harvests", { config, schema }, ({ query }) => pageAfter(harvests, query));
    },
  });
});

afterAll(() => app.close());

const ask = async (url: string) => {
  const answer = await app.inject({ url, headers: { authorization: maya } });
  return { status: answer.statusCode, ...answer.json() };
};

test("a list is read page by page, each page as long as is wished", async () => {
  const first = await ask("/v1/leaves?limit=2&kind=black&kind=green");
  expect(first).toMatchObject({ status: 200, items: ["assam", "bancha"] });
  const second = await ask(`/v1/leaves?kind=black&kind=green&limit=1&cursor=${first.next}`);
  expect(second).toMatchObject({ status: 200, items: ["ceylon"] });
  const last = await ask(`/v1/leaves?cursor=${second.next}&limit=50&kind=black&kind=green`);
  expect(last).toEqual({ status: 200, items: ["darjeeling", "earl grey"], next: null });
});

test("a cursor is taken by the list that gave it, in its order and with its filters, and by nothing else", async () => {
  const { next } = await ask("/v1/leaves?limit=2&kind=black");
  const others = [
    `/v1/leaves?cursor=${next}`,
    `/v1/leaves?kind=green&cursor=${next}`,
    `/v1/leaves?kind=black&order=age&cursor=${next}`,
    `/v1/leaves/assam/harvests?kind=black&cursor=${next}`,
    `/v1/leaves?kind=black&cursor=${next.slice(0, -1)}`,
    `/v1/leaves?kind=black&cursor=${next.split(".")[1]}`,
    `/v1/leaves?kind=black&cursor=${next}&cursor=${next}`,
  ];
  for (const url of others)
    expect(await ask(url), url).toMatchObject({
      status: 400,
      type: "urn:shouwen:problem:invalid",
      errors: [{ field: "cursor" }],
    });
  expect(await ask(`/v1/leaves?kind=black&cursor=${next}`)).toMatchObject({ status: 200 });
});

test("what a cursor was given for in one address is nothing in another of the same route", async () => {
  const { next } = await ask("/v1/leaves/assam/harvests?limit=1");
  expect(await ask(`/v1/leaves/assam/harvests?cursor=${next}`)).toMatchObject({
    items: ["spring", "summer"],
  });
  expect(await ask(`/v1/leaves/bancha/harvests?cursor=${next}`)).toMatchObject({ status: 400 });
});
