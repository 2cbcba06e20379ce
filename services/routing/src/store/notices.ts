import type { Database } from "@shouwen/event-bus/database";

/** How many tickets of a place had a notice served for a category. */
export const noticesAt = async (
  database: Database,
  { propertyId, place, category }: { propertyId: string; place: string | null; category: string },
): Promise<number> => {
  if (place === null) return 0;
  const { rows } = await database.query<{ count: number }>({
    name: "notices_at",
    text: `select count(*) as count from ticket
           where property_id = $1 and kind = 'violation' and category = $2 and state ->> 'place' = $3 and state ? 'notice'`,
    values: [propertyId, category, place],
  });
  return rows[0]?.count ?? 0;
};
