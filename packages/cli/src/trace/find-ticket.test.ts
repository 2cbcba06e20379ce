import { expect, test } from "vitest";
import { findTicket, type NumberedTicket } from "./find-ticket.ts";

const tickets: NumberedTicket[] = [
  { ticketId: "tic_1", number: "S26-0001", propertyId: "prp_lakeside" },
  { ticketId: "tic_2", number: "S26-0001", propertyId: "prp_harbour" },
  { ticketId: "tic_3", number: "S26-0002", propertyId: "prp_lakeside" },
  { ticketId: "tic_4", number: null, propertyId: "prp_lakeside" },
];
const find = (named: string, property?: string) =>
  findTicket(named, { property, numbered: () => Promise.resolve(tickets) });

test("a ticket is named by its number as people say it, by its id, or by its request's", async () => {
  expect(await find("S26-0002")).toBe("tic_3");
  expect(await find(" s26-0002 ")).toBe("tic_3");
  expect(await find("tic_9")).toBe("tic_9");
  expect(await find("req_9")).toBe("tic_9");
});

test("where several properties have the number, the property says which", async () => {
  expect(await find("S26-0001", "prp_harbour")).toBe("tic_2");
  await expect(find("S26-0001")).rejects.toThrow("S26-0001 is a ticket in each of prp_harbour, prp_lakeside");
});

test("a number that nobody has, and what is no number, are told apart", async () => {
  await expect(find("S26-0003")).rejects.toThrow("There is no ticket S26-0003");
  await expect(find("S26-0002", "prp_harbour")).rejects.toThrow("There is no ticket S26-0002 in prp_harbour");
  await expect(find("1203")).rejects.toThrow("1203 is neither the number nor the id of a ticket");
});
