import { randomUUID } from "node:crypto";
import { aRequest } from "./facts.ts";

export const own = randomUUID().slice(0, 8);
export const here = `prp_${own}`;
export const elsewhere = `prp_${own}_elsewhere`;

const began = Date.now();
/** Some minutes ago, the later ones nearer. */
export const minute = (n: number) => new Date(began - (10 - n) * 60_000).toISOString();
const named = (name: string, at: number, overrides: Partial<Parameters<typeof aRequest>[0]>) =>
  [
    name,
    aRequest({ propertyId: here, receivedAt: minute(at), occurredAt: minute(at), ...overrides }),
  ] as const;

export const asked = new Map([
  named("tap", 1, { summary: "浴室水龙头漏水", place: "1203", category: "engineering/plumbing/leak" }),
  named("air", 2, { summary: "空调不制冷", place: "1203房", category: "engineering/hvac", priority: "high" }),
  named("bill", 3, {
    summary: "Wrong minibar charge",
    place: null,
    kind: "complaint",
    category: "frontdesk/bill",
  }),
  named("roof", 4, { summary: "天台漏水，水往下滴", place: "Ｂ栋１２层", category: "engineering/plumbing" }),
  named("odd", 5, {
    summary: "100% cotton_towels (2)",
    place: "12-03",
    kind: "service",
    category: "housekeeping",
  }),
  named("theirs", 6, { propertyId: elsewhere, summary: "浴室水龙头漏水", place: "1203" }),
]);
export const nameOf = new Map([...asked].map(([name, { ticketId }]) => [ticketId, name]));
