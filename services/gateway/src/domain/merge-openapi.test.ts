import { expect, test } from "vitest";
import { mergeOpenApi, type OpenApi } from "./merge-openapi.ts";

const aDocument = (path: string, schema: object): OpenApi => ({
  info: { title: "one", description: "What it does" },
  paths: {
    [path]: {
      get: {
        summary: "Read it",
        tags: ["things"],
        responses: {
          200: { content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } } },
        },
      },
    },
    "/v1/dead-letters": { get: { summary: "Set aside" } },
    "/health/ready": { get: {} },
  },
  components: { schemas: { Thing: schema, Problem: { title: "A problem document" } } },
});

const merged = mergeOpenApi(
  [
    { service: "intake", document: aDocument("/v1/requests/{requestId}", { type: "object" }) },
    { service: "routing", document: aDocument("/v1/tickets/{ticketId}", { type: "string" }) },
  ],
  { paths: { "/v1/dead-letters": { get: { summary: "Set aside anywhere" } } } },
) as {
  paths: Record<string, { get: Record<string, unknown> }>;
  components: { schemas: object };
  tags: { name: string }[];
};

test("every service's own resources are there once, and nothing that the gateway does not pass on", () => {
  expect(Object.keys(merged.paths)).toEqual([
    "/v1/dead-letters",
    "/v1/requests/{requestId}",
    "/v1/tickets/{ticketId}",
  ]);
  expect(merged.paths["/v1/dead-letters"]?.get.summary).toBe("Set aside anywhere");
});

test("each operation is tagged by its service and keeps its topic", () => {
  expect(merged.paths["/v1/tickets/{ticketId}"]?.get).toMatchObject({
    tags: ["routing"],
    "x-topic": "things",
  });
  expect(merged.tags.map(({ name }) => name)).toEqual(["intake", "routing", "gateway"]);
});

test("two services may use one name for different things", () => {
  expect(merged.components.schemas).toMatchObject({
    "intake.Thing": { type: "object" },
    "routing.Thing": { type: "string" },
  });
  expect(JSON.stringify(merged.paths["/v1/tickets/{ticketId}"])).toContain(
    "#/components/schemas/routing.Thing",
  );
});

test("what means the same everywhere is there once", () => {
  expect(Object.keys(merged.components.schemas).toSorted()).toEqual([
    "Problem",
    "intake.Thing",
    "routing.Thing",
  ]);
});
