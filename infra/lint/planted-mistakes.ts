/** A mistake that somebody makes who builds on the kit, and what of the compiler's message must be there. */
export type Mistake = { readonly name: string; readonly code: string; readonly says: RegExp };

const table = `import { aggregate } from "@shouwen/event-bus/aggregate";
import { evolveCallback, type KnownCallback, unknownCallback } from "../../src/domain/callback.ts";
import { type CallbackRow, tables } from "../../src/store/generated/tables.ts";
const { id: _id, version: _version, state: _state, ...whole } = {} as CallbackRow & Record<"id" | "version" | "state", string>;
const keep = (row: (callback: KnownCallback) => CallbackRow) =>
  aggregate({ table: tables.callback, initial: unknownCallback, evolve: evolveCallback, publishedFacts: () => 1, row: (state) => row(state) });
`;

const commands = `import { internalFact } from "@shouwen/contracts/define-event";
import { command, creation } from "@shouwen/service-kit/resource-command";
import { z } from "zod";
import { callbackReleased } from "../../src/domain/callback.ts";
import { callbackTable } from "../../src/store/callback-table.ts";
const about = { summary: "Release it", roles: ["agent"] } as const;
`;

const lists = `import { asc, equals } from "@shouwen/service-kit/resource-list";
import { z } from "zod";
import { callbackColumns as columns } from "../../src/store/callback-table.ts";
`;

/** Each alone in a file, beside the real callbacks. */
export const mistakes: readonly Mistake[] = [
  {
    name: "a column of the table is forgotten",
    code: `${table}export const one = keep(() => { const { dueAt: _due, ...rest } = whole; return rest; });`,
    says: /Property 'dueAt' is missing/,
  },
  {
    name: "a row has a column too many",
    code: `${table}export const one = keep((): CallbackRow => ({ ...whole, colour: "red" }));`,
    says: /'colour' does not exist in type 'CallbackRow'/,
  },
  {
    name: "a column gets a value of another type",
    code: `${table}export const one = keep(() => ({ ...whole, dials: "three" }));`,
    says: /Type 'string' is not assignable to type 'number'/,
  },
  {
    name: "a decision says a fact of another thing",
    code: `${commands}export const one = command(callbackTable, { ...about, decide: () => [internalFact("ticket.noted", {})] });`,
    says: /"ticket\.noted"/,
  },
  {
    name: "a body is asked for a field that it has not",
    code: `${commands}export const one = command(callbackTable, { ...about, body: z.object({ rating: z.int() }), decide: ({ body }) => (body.stars > 3 ? [callbackReleased()] : []) });`,
    says: /Property 'stars' does not exist on type '\{ rating: number; \}'/,
  },
  {
    name: "a decision uses what was not prepared",
    code: `${commands}export const one = command(callbackTable, { ...about, prepare: async () => ({ sealed: "x" }), decide: ({ prepared }) => (prepared.open ? [callbackReleased()] : []) });`,
    says: /Property 'open' does not exist on type '\{ sealed: string; \}'/,
  },
  {
    name: "a role that nobody has",
    code: `${commands}export const one = command(callbackTable, { summary: "Release it", roles: ["boss"], decide: () => [callbackReleased()] });`,
    says: /"boss"' is not assignable to type '"/,
  },
  {
    name: "a creation that does not say where its thing will be",
    code: `${commands}export const one = creation(callbackTable, { ...about, prefix: "cal", body: z.object({}), elsewhere: () => new Error(), decide: () => [] });`,
    says: /Property 'propertyOf' is missing/,
  },
  {
    name: "a filter on a column that is not there",
    code: `${lists}export const one = equals(columns.dueOn, z.string());`,
    says: /Property 'dueOn' does not exist/,
  },
  {
    name: "a list in the order of a column that may be empty",
    code: `${lists}export const one = asc(columns.wishedAt);`,
    says: /isNullable/,
  },
];
