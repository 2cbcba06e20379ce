import { expect, test } from "vitest";
import { aggregate, readModel } from "./aggregate.ts";

const table = {
  name: "message",
  columns: {
    propertyId: { name: "property_id", type: "text" },
    status: { name: "status", type: "text" },
  },
} as const;

type Message = { readonly status: "none" } | { readonly status: "sent" | "unknown"; readonly at: string };

const messages = aggregate({
  table,
  initial: { status: "none" } as Message,
  evolve: (state) => state,
  row: ({ status }) => ({ propertyId: "prp_1", status }),
  timers: ({ at }) => [{ name: "answer", kind: "answer", fireAt: at }],
});

test("columns and their types are those of the table, and a row is written under their names", () => {
  expect(messages).toMatchObject({
    table: "message",
    columns: { property_id: "text", status: "text" },
  });
  expect(messages.row({ status: "sent", at: "2026-11-30T00:00:00Z" })).toEqual({
    property_id: "prp_1",
    status: "sent",
  });
});

test("of what is not there yet no row and no moment is asked", () => {
  expect(messages.row({ status: "none" })).toEqual({});
  expect(messages.timers?.({ status: "none" })).toEqual([]);
  const entries = readModel<{ propertyId: string } | null, typeof table>({
    table,
    initial: null,
    row: ({ propertyId }) => ({ propertyId, status: "kept" }),
  });
  expect(entries.row(null)).toEqual({});
  expect(entries.row({ propertyId: "prp_2" })).toEqual({ property_id: "prp_2", status: "kept" });
});

test("a message of which nobody knows what came of it has its row like any other", () => {
  const state = { status: "unknown", at: "2026-11-30T00:00:00Z" } as const;
  expect(messages.row(state)).toEqual({ property_id: "prp_1", status: "unknown" });
  expect(messages.timers?.(state)).toHaveLength(1);
});
