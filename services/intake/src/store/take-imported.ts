import { createHash } from "node:crypto";
import type { Mode } from "@shouwen/contracts/values";
import { contextOf } from "@shouwen/event-bus/tracing";
import { type Committed, commitTogether } from "@shouwen/service-kit/group-commit";
import type { PolicySet } from "@shouwen/service-kit/policies";
import type { DangerWords } from "../domain/danger-words.ts";
import type { ReadyRow, RowOutcome } from "../domain/importing.ts";
import type { Arrival, arrivals, ImportedRow, Property } from "./arrival.ts";
import type { RequestTaking, Taken } from "./take-requests.ts";

type ImportOf = { readonly importId: string; readonly property: Property; readonly actor: string };

/**
 * Takes rows of a file as requests, the same way as every other request. A row that this import took in an earlier
 * sending counts as accepted, so that the figures are right after a break; every other repeat counts as repeated.
 */
export const importTaker =
  (needs: {
    desk: RequestTaking;
    arrive: ReturnType<typeof arrivals>;
    danger: () => Promise<PolicySet<DangerWords>>;
    now: () => string;
  }) =>
  async (
    { importId, property, actor }: ImportOf,
    rows: readonly ReadyRow[],
  ): Promise<readonly Committed<RowOutcome>[]> => {
    const danger = (await needs.danger()).inForce(property.propertyId, needs.now()).body;
    const arriving = rows.map(({ line, draft, contactText }) =>
      needs.arrive({
        draft,
        contactText,
        property,
        dangerWords: danger,
        actor,
        once: null,
        imported: { importId, line },
        trace: traceOf(draft.mode, { importId, line }),
      }),
    );
    const outcomes = await commitTogether(needs.desk.take, arriving);
    return outcomes.map((outcome, index) => {
      const row = { importId, line: (rows[index] as ReadyRow).line };
      return "error" in outcome ? outcome : { answer: outcomeOf(outcome.answer, row) };
    });
  };

const tracedInHistory = 100;

/**
 * Each row begins a trace of its own: one of a whole file would be as long as the file. Of the past only one row in a
 * hundred is traced, through all services: ten thousand closed cases would push the traces of today out of sight.
 */
const traceOf = (mode: Mode, { importId, line }: ImportedRow): Arrival["trace"] => {
  if (mode === "live" || line % tracedInHistory === 0) return contextOf({});
  const id = createHash("sha256").update(importId).digest("hex");
  return contextOf({ traceparent: `00-${id.slice(0, 32)}-${id.slice(32, 48)}-00` });
};

const outcomeOf = ({ repeated, imported }: Taken, row: ImportedRow): RowOutcome =>
  repeated && !(imported?.importId === row.importId && imported.line === row.line) ? "repeated" : "accepted";
