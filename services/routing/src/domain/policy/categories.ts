import type { CategoriesPolicy } from "@shouwen/contracts/category-tree";
import { categoryUnknown } from "../rejections.ts";

/** A category that a closed tree does not have is refused where somebody corrects one. */
export const requireCategory = ({ isClosed, categories }: CategoriesPolicy, wanted: string): void => {
  if (isClosed && !categories.some(({ path }) => path === wanted))
    throw categoryUnknown({ category: wanted });
};
