import { expect, test } from "vitest";
import { isNamedIn, ticketNumber, valuesFor } from "./wording.ts";

const property = { name: "云栖酒店", nameEn: "Cloud Rest", phone: null, timeZone: "Asia/Shanghai" };
const owner = { name: "王芳", nameEn: "Wang Fang", staffNumber: "1024" };
const ticketSummary = {
  ticketId: "tic_01934d2e-7a00-7000-8000-00000a1b2c3d",
  summary: "",
  place: "1208",
  replyBy: "2026-11-24T10:05:00.000Z",
};

test("a ticket is named by the last eight digits of its id", () => {
  expect(ticketNumber(ticketSummary)).toBe("0A1B2C3D");
});

test("names and dates are in the language of the message, dates on the property's clock", () => {
  expect(valuesFor({ ticketSummary, property, owner }, "zh-CN")).toEqual({
    propertyName: "云栖酒店",
    ticketNumber: "0A1B2C3D",
    place: "1208",
    ownerName: "王芳",
    ownerNumber: "1024",
    replyBy: "11月24日18:05",
  });
  expect(valuesFor({ ticketSummary, property, owner }, "en")).toMatchObject({
    propertyName: "Cloud Rest",
    ownerName: "Wang Fang",
    replyBy: "24 Nov, 18:05",
  });
});

test("what there is nothing to say about is left out", () => {
  expect(
    valuesFor(
      { ticketSummary: { ...ticketSummary, place: null, replyBy: null }, property, owner: undefined },
      "en",
    ),
  ).toEqual({
    propertyName: "Cloud Rest",
    ticketNumber: "0A1B2C3D",
  });
});

test("a counted ticket is named by its number, however a customer writes it", () => {
  const counted = { ...ticketSummary, number: "S26-0123" };
  expect(ticketNumber(counted)).toBe("S26-0123");
  for (const text of ["关于S26-0123", "s26 0123 is still dripping", "Ｓ２６—０１２３"])
    expect(isNamedIn(text, counted)).toBe(true);
  for (const text of ["S26-01234", "0123", ""]) expect(isNamedIn(text, counted)).toBe(false);
  expect(isNamedIn("S26-0123", { number: null })).toBe(false);
});
