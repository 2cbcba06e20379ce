import { z } from "zod";

/** Whose the customers are, and how long an erasure can be taken back. The group's to decide. */
export const customersPolicy = z.object({
  scope: z
    .enum(["property", "group"])
    .default("property")
    .describe("property: a customer is seen where they are known; group: by every property of the group"),
  coolingDays: z
    .number()
    .min(0)
    .max(90)
    .default(3)
    .describe("Days from the request of an erasure to the erasure, in which it can be withdrawn"),
});
export type CustomersPolicy = z.output<typeof customersPolicy>;

export const shippedCustomers: z.input<typeof customersPolicy> = { scope: "property", coolingDays: 3 };

/** A customer may be known to several properties: one of them alone cannot decide for the others. */
export const checkCustomers = (_body: CustomersPolicy, scope: string) =>
  scope === "group"
    ? []
    : [
        {
          severity: "error" as const,
          code: "group_only",
          path: "scope",
          message: "Whose the customers are is decided for the whole group: publish it for the scope group",
        },
      ];
