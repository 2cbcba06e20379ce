import type { FileRow } from "@shouwen/service-kit/csv-rows";
import { inKnownOrder, type KnownOrder } from "@shouwen/service-kit/date-order";
import { expect, test } from "vitest";
import { mappingFile } from "../domain/mapping.ts";
import { datesIn } from "./date-order.ts";

const mapping = mappingFile.parse({
  name: "probe",
  title: "Probe",
  mode: "live",
  formats: ["csv"],
  system: "probe",
  requires: ["id"],
  fields: {
    externalId: { column: "id" },
    channel: { constant: "phone" },
    occurredAt: { column: "asked", time: "local" },
    replyBy: { column: "due", time: "local" },
  },
});
const header = ["id", "asked", "due"];

async function* batchesOf(rows: readonly (readonly [string, string])[]): AsyncGenerator<readonly FileRow[]> {
  for (const [index, values] of rows.entries())
    yield [{ line: index + 2, values: [String(index), ...values] }];
}

const pass = async (rows: readonly (readonly [string, string])[]) => {
  const known: KnownOrder = { order: undefined };
  const lines: { line: number; order: string | undefined }[] = [];
  for await (const batch of inKnownOrder(batchesOf(rows), { datesOf: datesIn(mapping, header), known }))
    for (const { line } of batch) lines.push({ line, order: known.order });
  return lines;
};

test("rows wait for the date that shows whether the day or the month stands first, in any column", async () => {
  const rows = await pass([
    ["2026-11-22", ""],
    ["03/04/2020", ""],
    ["04/05/2020 12:19:00 PM", "02/17/2020"],
    ["05/05/2020", ""],
  ]);
  expect(rows).toEqual([
    { line: 2, order: undefined },
    ...[3, 4, 5].map((line) => ({ line, order: "month first" })),
  ]);
});

test("a file without such dates does not wait", async () => {
  expect(
    await pass([
      ["2026-11-22", "46348"],
      ["", "2026年11月22日 8:05"],
    ]),
  ).toHaveLength(2);
});

test("where day and month stay open over the whole file, it is refused with both readings", async () => {
  await expect(
    pass([
      ["", "2026-11-22"],
      ["03/04/2020 10:00", ""],
      ["05/06/2020", "07/07/2020"],
    ]),
  ).rejects.toMatchObject({
    code: "import.dates_open",
    facts: {
      line: 3,
      value: "03/04/2020 10:00",
      readings: { "day first": "2020-04-03", "month first": "2020-03-04" },
    },
  });
});
