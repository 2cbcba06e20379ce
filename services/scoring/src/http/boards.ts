import { givenMonth } from "@shouwen/contracts/given-moment";
import { propertyId } from "@shouwen/contracts/values";
import { maySee, type Person, personBehind } from "@shouwen/service-kit/auth";
import type { Routes } from "@shouwen/service-kit/http";
import { z } from "zod";
import { propertyNotFound } from "../domain/rejections.ts";
import { rankStaff, type Standing } from "../domain/staff-board.ts";

type StaffName = { readonly staffNumber: string; readonly name: string; readonly nameEn: string };

/** What the boards need. */
export type BoardSources = {
  readonly now: () => string;
  timeZoneOf(propertyId: string): Promise<string | undefined>;
  nameOf(staffId: string): Promise<StaffName | undefined>;
  standings(
    person: Person,
    about: { propertyId: string; month: string; timeZone: string },
  ): Promise<readonly Standing[]>;
};

const staffBoard = z.object({
  propertyId: z.string(),
  month: z.string(),
  timeZone: z.string(),
  asOf: z
    .string()
    .describe(
      "What was scored before this moment is counted; what has only just happened may not be scored yet",
    ),
  items: z.array(
    z.object({
      rank: z.int(),
      staffId: z.string(),
      staffNumber: z.string().nullable(),
      name: z.string().nullable(),
      nameEn: z.string().nullable(),
      points: z.number(),
      met: z.int().describe("Promises kept in time"),
      breached: z.int().describe("Promises broken"),
      satisfied: z.int().describe("Customers who were satisfied when called back"),
      dissatisfied: z.int(),
    }),
  ),
});

const query = z.object({
  propertyId,
  month: givenMonth.describe("A month in the property's time zone"),
});

/** The boards. */
export const boardRoutes =
  ({ now, timeZoneOf, nameOf, standings }: BoardSources): Routes =>
  (app) => {
    app.get(
      "/v1/boards/staff",
      {
        config: { allow: ["agent", "staff", "supervisor", "manager", "integrator"] },
        schema: {
          summary: "How everybody stands in a month",
          description:
            "Most points first, then most satisfied customers, then fewest broken promises. Who is equal in all " +
            "three shares a rank, and the next rank is left out. Whoever has nothing in the month is not listed.",
          tags: ["boards"],
          querystring: query,
          response: { 200: staffBoard },
        },
      },
      async (request) => {
        const person = personBehind(request);
        const timeZone = maySee(person, request.query.propertyId)
          ? await timeZoneOf(request.query.propertyId)
          : undefined;
        if (timeZone === undefined) throw propertyNotFound();
        const asOf = now();
        const ranked = rankStaff(await standings(person, { ...request.query, timeZone }));
        const items = ranked.map(async (standing) => ({
          ...standing,
          ...named(await nameOf(standing.staffId)),
        }));
        return { ...request.query, timeZone, asOf, items: await Promise.all(items) };
      },
    );
  };

const named = (staff: StaffName | undefined) => ({
  staffNumber: staff?.staffNumber ?? null,
  name: staff?.name ?? null,
  nameEn: staff?.nameEn ?? null,
});
