import { expect, test } from "vitest";
import { failed, reportText, sentText } from "./file-report.ts";

const report = { total: 12, changed: 3, unchanged: 5, refused: 4, errors: [] };
const errors = [
  { line: 4, column: "工号", message: "is nobody's number here" },
  { line: 6, column: "(row)", message: "The person has another shift at that time" },
];

test("the outcome names the first refused rows with line and column, and how many more there are", () => {
  const text = reportText({ ...report, errors }, 1_500);
  expect(text).toContain("line 4");
  expect(text).toContain("工号: is nobody's number here");
  expect(text).toContain("and 2 more lines");
  expect(text).toContain("3 new or changed");
});

test("sending a file again is no failure, a file of which nothing is any good is one", () => {
  expect(reportText({ ...report, changed: 0, refused: 0, total: 5 }, 10)).toContain("Nothing new");
  expect(failed({ ...report, total: 4 })).toBe(true);
  expect(failed(report)).toBe(false);
  expect(failed({ ...report, total: 0, refused: 0 })).toBe(false);
});

test("progress says how much of the file has gone", () => {
  expect(sentText(51_200, 102_400)).toBe("50 of 100 KB sent");
});
