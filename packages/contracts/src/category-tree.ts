import { z } from "zod";
import { shownText } from "./shown-text.ts";
import { category } from "./values.ts";

const node = z.object({
  path: category.describe("engineering/plumbing/leak"),
  name: shownText(80).describe("In Chinese"),
  nameEn: shownText(80).describe("In English"),
});

/** The category tree, up to three levels. A request is never refused for its category; who corrects one chooses from it. */
export const categoriesPolicy = z.object({
  isClosed: z
    .boolean()
    .default(false)
    .describe("True: a ticket is corrected only to what stands here; false: the tree is a proposal"),
  categories: z.array(node).max(2_000),
});
export type CategoriesPolicy = z.output<typeof categoriesPolicy>;

const named = (path: string, name: string) => (nameEn: string) => ({ path, name, nameEn });

/** The tree of the product: the departments of a hotel, and what they are asked for most. */
export const shippedCategories: z.input<typeof categoriesPolicy> = {
  categories: [
    named("engineering", "工程")("Engineering"),
    named("engineering/hvac", "空调")("Air conditioning"),
    named("engineering/plumbing", "给排水")("Plumbing"),
    named("engineering/plumbing/leak", "漏水")("Leak"),
    named("engineering/electrics", "电器")("Electrics"),
    named("engineering/gas", "燃气")("Gas"),
    named("engineering/gas/leak", "漏气")("Gas leak"),
    named("engineering/lifts", "电梯")("Lifts"),
    named("housekeeping", "客房")("Housekeeping"),
    named("housekeeping/cleaning", "清洁")("Cleaning"),
    named("housekeeping/linen", "布草")("Linen"),
    named("housekeeping/amenities", "客用品")("Amenities"),
    named("housekeeping/laundry", "洗衣")("Laundry"),
    named("fnb", "餐饮")("Food and beverage"),
    named("fnb/room_service", "送餐")("Room service"),
    named("fnb/restaurant", "餐厅")("Restaurant"),
    named("front_office", "前厅")("Front office"),
    named("front_office/information", "咨询")("Information"),
    named("front_office/billing", "账务")("Billing"),
    named("front_office/luggage", "行李")("Luggage"),
    named("security", "安保")("Security"),
    named("security/noise", "噪音")("Noise"),
    named("security/fire", "火情")("Fire and smoke"),
    named("security/trapped", "被困")("Somebody trapped"),
    named("security/injury", "人员受伤")("Somebody injured"),
    named("finance", "财务")("Finance"),
    named("finance/invoice", "发票")("Invoice"),
  ],
};
