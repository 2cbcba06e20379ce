import { propertyId, staffId, teamId } from "@shouwen/contracts/values";
import { Rejection } from "@shouwen/event-bus/rejection";
import type { Outcome } from "@shouwen/event-bus/shell";
import { type Command, commandOf, type Handle } from "@shouwen/service-kit/decision";
import type { Routes } from "@shouwen/service-kit/http";
import { z } from "zod";
import { comeOnDuty } from "../domain/duty/come-on-duty.ts";
import { goOffDuty } from "../domain/duty/go-off-duty.ts";
import { itemRepeated } from "../domain/rejections.ts";
import type { Staff, StaffFact } from "../domain/staff/staff.ts";
import { type PutPropertyAt, propertyBody } from "./properties.ts";
import { type PutStaffAt, staffBody } from "./staff.ts";
import { type PutTeamAt, teamBody } from "./teams.ts";

const propertyItem = propertyBody.extend({ propertyId });
const teamItem = teamBody.extend({ teamId });
const staffItem = staffBody.extend({
  staffId,
  onDuty: z.boolean().optional().describe("Brings the person on or off duty; absent: as they are"),
});

/** A whole workforce as one document. */
export type WorkforceDocument = {
  readonly properties: readonly z.input<typeof propertyItem>[];
  readonly teams: readonly z.input<typeof teamItem>[];
  readonly staff: readonly z.input<typeof staffItem>[];
};

type Putters = {
  readonly putProperty: PutPropertyAt;
  readonly putTeam: PutTeamAt;
  readonly putStaff: PutStaffAt;
  readonly handleStaff: Handle<Staff, StaffFact>;
};

const refusal = z.object({
  kind: z.enum(["property", "team", "staff"]),
  index: z.int().describe("Its place in the document, from 0"),
  id: z.string().nullable(),
  code: z.string(),
  title: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});
type Refusal = z.output<typeof refusal>;

const count = z.object({ changed: z.int(), unchanged: z.int(), refused: z.int() });

const report = z.object({ properties: count, teams: count, staff: count, refused: z.array(refusal) });
type Report = z.output<typeof report>;

type ItemKind = {
  readonly kind: Refusal["kind"];
  readonly idOf: (item: unknown) => unknown;
  /** Answers whether anything changed. Throws what is wrong with the item. */
  readonly put: (item: unknown, command: Command) => Promise<boolean>;
};

const changed = ({ facts }: Outcome<unknown>): boolean => facts.length > 0;

const fieldOf = (name: string) => (item: unknown) => (item as Record<string, unknown> | null)?.[name];

const propertyKind = ({ putProperty }: Putters): ItemKind => ({
  kind: "property",
  idOf: fieldOf("propertyId"),
  put: async (item, command) => {
    const { propertyId: id, ...body } = propertyItem.parse(item);
    return changed(await putProperty(id, command, body));
  },
});

const teamKind = ({ putTeam }: Putters): ItemKind => ({
  kind: "team",
  idOf: fieldOf("teamId"),
  put: async (item, command) => {
    const { teamId: id, ...body } = teamItem.parse(item);
    return changed(await putTeam(id, command, body));
  },
});

const staffKind = ({ putStaff, handleStaff }: Putters): ItemKind => ({
  kind: "staff",
  idOf: fieldOf("staffId"),
  put: async (item, command) => {
    const { staffId: id, onDuty, ...body } = staffItem.parse(item);
    const described = changed(await putStaff(id, command, body));
    if (onDuty === undefined) return described;
    return changed(await handleStaff(id, command, onDuty ? comeOnDuty : goOffDuty)) || described;
  },
});

const atOnce = 16;

/** Puts the items of one kind, some at once. What is wrong with one is reported; the others go in. */
const putAll = async (
  { kind, idOf, put }: ItemKind,
  items: readonly unknown[],
  command: Command,
): Promise<{ count: z.output<typeof count>; refused: Refusal[] }> => {
  const firstPlace = new Map(items.map((item, index) => [idOf(item), index] as const).toReversed());
  const results: (boolean | Refusal)[] = [];
  const putOne = async (item: unknown, index: number): Promise<boolean | Refusal> => {
    const id = idOf(item);
    try {
      if (typeof id === "string" && firstPlace.get(id) !== index) throw itemRepeated();
      return await put(item, command);
    } catch (error) {
      return { kind, index, id: typeof id === "string" ? id : null, ...reasonOf(error) };
    }
  };
  for (let from = 0; from < items.length; from += atOnce) {
    const chunk = items.slice(from, from + atOnce);
    results.push(...(await Promise.all(chunk.map((item, n) => putOne(item, from + n)))));
  }
  const refused = results.filter((result) => typeof result === "object");
  const done = results.filter((result) => result === true).length;
  const unchanged = results.length - refused.length - done;
  return { count: { changed: done, unchanged, refused: refused.length }, refused };
};

/** What is wrong with an item; what is wrong with us is thrown on, and the whole document can be sent again. */
const reasonOf = (error: unknown): Pick<Refusal, "code" | "title" | "errors"> => {
  if (error instanceof Rejection) return { code: error.code, title: error.title };
  if (!(error instanceof z.ZodError)) throw error;
  const errors = error.issues.map(({ path, message }) => ({ field: path.join("."), message }));
  return { code: "invalid", title: "The item does not fit its description", errors };
};

const largestBytes = 10 * 1024 * 1024;
const items = z.array(z.unknown()).default([]);

/** Seeds or updates a whole workforce. Sending the same document again changes nothing. */
export const importRoutes =
  (putters: Putters): Routes =>
  (app) => {
    app.post(
      "/v1/imports/workforce",
      {
        bodyLimit: largestBytes,
        config: { allow: ["admin"] },
        schema: {
          summary: "Take over properties, teams and staff from one document",
          description:
            "Items are put one by one: a bad one is reported and the others go in. Safe to repeat.",
          tags: ["imports"],
          body: z.object({ properties: items, teams: items, staff: items }),
          response: { 200: report },
        },
      },
      async (request): Promise<Report> => {
        // Each item is idempotent by itself; under one command id the second would look like a repeat of the first.
        const { person, cause } = commandOf(request);
        const command = { person, cause: { actor: cause.actor, correlationId: cause.correlationId } };
        const properties = await putAll(propertyKind(putters), request.body.properties, command);
        const teams = await putAll(teamKind(putters), request.body.teams, command);
        const staff = await putAll(staffKind(putters), request.body.staff, command);
        const refused = [...properties.refused, ...teams.refused, ...staff.refused];
        return { properties: properties.count, teams: teams.count, staff: staff.count, refused };
      },
    );
  };
