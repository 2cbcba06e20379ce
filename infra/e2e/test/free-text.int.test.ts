import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { classifiedIn, freeTextsOf, isAbout, type OpenApiDocument } from "../src/free-text.ts";
import { admin } from "../src/people.ts";
import { openPlatform } from "../src/platform.ts";
import { good } from "../src/ticket.ts";

const page = readFileSync(new URL("../../docs/privacy.md", import.meta.url), "utf8");
const classified = classifiedIn(page);
let document: OpenApiDocument;

beforeAll(async () => {
  const platform = await openPlatform();
  document = good<OpenApiDocument>(await (await platform.as(admin)).get("/openapi.json"));
});

test("every free text that any command takes is classified: sealed, masked, refused or said to be nobody's", () => {
  const fields = freeTextsOf(document);
  expect(fields.length).toBeGreaterThan(60);
  const unclassified = fields.filter((field) => !classified.some((row) => isAbout(row, field)));
  expect(unclassified, "add them to infra/docs/privacy.md").toEqual([]);
});

test("the page lists no field that is not there any more", () => {
  const fields = freeTextsOf(document);
  const stale = classified.filter((row) => !fields.some((field) => isAbout(row, field)));
  expect(stale, "take them out of infra/docs/privacy.md").toEqual([]);
});

test("a new free-text field is found by the first of these tests", () => {
  const body = { type: "object", properties: { remark: { type: "string", maxLength: 200 } } };
  const content = { "application/json": { schema: body } };
  const paths = { "/v1/tickets/{ticketId}/sparkle": { post: { requestBody: { content } } } };
  const [field, ...others] = freeTextsOf({ paths });
  expect([field, others]).toEqual([{ command: "POST /v1/tickets/{ticketId}/sparkle", field: "remark" }, []]);
  expect(classified.some((row) => field && isAbout(row, field))).toBe(false);
});
