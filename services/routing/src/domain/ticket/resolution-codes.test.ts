import { expect, test } from "vitest";
import { codeOf } from "../../../test/tickets.ts";
import { demandCodes } from "./resolution-codes.ts";

test("a policy that names codes allows no others, one that names none allows any", () => {
  const named = { resolutions: ["repaired"], causes: ["wear"] };
  const free = { resolutions: [], causes: [] };
  demandCodes(named, { code: "repaired", causeCode: "wear" });
  demandCodes(named, {});
  demandCodes(free, { code: "whatever", causeCode: "who knows" });
  expect(codeOf(() => demandCodes(named, { code: "replaced" }))).toBe("ticket.code_unknown");
  expect(codeOf(() => demandCodes(named, { causeCode: "misuse" }))).toBe("ticket.code_unknown");
});
