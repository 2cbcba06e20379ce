import { instant, propertyId, staffId, teamId } from "@shouwen/contracts/values";
import { z } from "zod";
import { type Absence, absenceKinds, type Swap } from "../domain/rota.ts";

const named = (prefix: string, what: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[A-Za-z0-9_-]{1,64}$`), `Expected an id that starts with ${prefix}_`)
    .describe(what);

export const shiftId = named("shi", "One person's work on one date");
export const absenceId = named("abs", "Leave that was asked for");
export const swapId = named("swp", "An exchange of two shifts");

/** A shift as it is answered. */
export const shiftView = z.object({
  shiftId,
  staffId,
  propertyId,
  teamId: teamId.nullable(),
  date: z.string().describe("The property's own date on which it begins"),
  pattern: z.string().nullable(),
  windows: z.array(z.object({ from: instant, to: instant })).readonly(),
});

/** Leave as it is answered, with the shifts that stand in its way. */
export const absenceView = z.object({
  absenceId,
  staffId,
  kind: z.enum(absenceKinds),
  firstDate: z.string(),
  lastDate: z.string(),
  from: instant,
  to: instant,
  substituteId: staffId.nullable(),
  status: z.enum(["asked", "approved", "begun", "over", "refused", "cancelled"]),
  askedAt: instant,
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
});

export const absenceViewOf = (staffId: string, absence: Absence): z.output<typeof absenceView> => ({
  ...absence,
  staffId,
});

/** An exchange as it is answered. */
export const swapView = z.object({
  swapId,
  staffId: staffId.describe("Who offered it"),
  shiftId: shiftId.describe("The shift that they give"),
  withStaffId: staffId,
  theirShiftId: shiftId.describe("The shift that they take"),
  status: z.enum(["offered", "accepted", "declined", "withdrawn", "refused", "approved"]),
  offeredAt: instant,
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
});

export const swapViewOf = (staffId: string, swap: Swap): z.output<typeof swapView> => ({ ...swap, staffId });

export const readers = { allow: ["agent", "staff", "supervisor", "manager", "integrator"] } as const;
export const workers = { allow: ["agent", "staff", "supervisor", "manager"] } as const;
export const leaders = { allow: ["supervisor", "manager"] } as const;
