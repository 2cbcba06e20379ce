import { categoriesPolicy, shippedCategories } from "@shouwen/contracts/category-tree";
import { expect, test } from "vitest";
import { requireCategory } from "./categories.ts";
import { checkCategories } from "./check-policies.ts";

const tree = categoriesPolicy.parse(shippedCategories);

test("a closed tree allows what stands in it, an open one everything", () => {
  expect(() => requireCategory(tree, "spa/sauna")).not.toThrow();
  const closed = { ...tree, isClosed: true };
  expect(() => requireCategory(closed, "engineering/plumbing/leak")).not.toThrow();
  expect(() => requireCategory(closed, "spa/sauna")).toThrow(
    expect.objectContaining({ code: "ticket.category_unknown", facts: { category: "spa/sauna" } }),
  );
});

test("a tree names each node once, under a parent that is there", () => {
  expect(checkCategories(tree)).toEqual([]);
  const spa = { path: "spa/sauna", name: "桑拿", nameEn: "Sauna" };
  expect(checkCategories({ ...tree, categories: [...tree.categories, spa] })).toMatchObject([
    { code: "gap", path: `categories.${tree.categories.length}.path` },
  ]);
  expect(
    checkCategories({ ...tree, categories: [...tree.categories, ...tree.categories.slice(0, 1)] }),
  ).toMatchObject([{ code: "named_twice" }]);
});
