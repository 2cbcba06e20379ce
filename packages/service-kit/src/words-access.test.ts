import { expect, test } from "vitest";
import { reasonToRead, type TicketPeople } from "./words-access.ts";

const ticketPeople: TicketPeople = {
  ownerId: "stf_owner",
  handlerId: "stf_handler",
  alsoIds: ["stf_offered", null],
  teamIds: ["tea_engineering", null],
};
const read = (
  id: string,
  role: string,
  about: { teamIds?: string[]; says?: "repeat_contact" | "callback" } = {},
) => reasonToRead({ person: { id, roles: [role as "agent"] }, teamIds: [], ...about }, ticketPeople);

test.each([
  ["owner", () => read("stf_owner", "staff")],
  ["handler", () => read("stf_handler", "staff")],
  ["works_on_it", () => read("stf_offered", "staff")],
  ["team", () => read("stf_colleague", "staff", { teamIds: ["tea_engineering"] })],
  ["supervisor", () => read("stf_lead", "supervisor")],
  ["supervisor", () => read("stf_boss", "manager")],
  ["repeat_contact", () => read("stf_phone", "agent", { says: "repeat_contact" })],
] as const)("what was written about a matter is read as %s", (reason, reading) =>
  expect(reading()).toBe(reason),
);

test.each([
  ["an agent who gives no reason", "agent", {}],
  ["staff of another team", "staff", { teamIds: ["tea_housekeeping"] }],
  ["staff who say that the customer is on the line", "staff", { says: "repeat_contact" }],
  ["an integrator", "integrator", { says: "repeat_contact" }],
  ["an agent who says that they call back where nobody is to be called", "agent", { says: "callback" }],
] as const)("%s does not", (_who, role, about) =>
  expect(
    read("stf_else", role, { ...about, teamIds: [...("teamIds" in about ? about.teamIds : [])] }),
  ).toBeUndefined(),
);

test("whoever calls the customer back reads what it is about", () =>
  expect(
    reasonToRead(
      { person: { id: "stf_x", roles: ["agent"] }, teamIds: [], says: "callback" },
      { ...ticketPeople, callbackOpen: true },
    ),
  ).toBe("callback"));

test("nobody is of the team of a matter that has none", () =>
  expect(
    reasonToRead(
      { person: { id: "stf_x", roles: ["staff"] }, teamIds: [] },
      { ...ticketPeople, ownerId: null, handlerId: null, teamIds: [null] },
    ),
  ).toBeUndefined());
