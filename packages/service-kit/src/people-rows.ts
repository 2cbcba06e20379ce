import { openDatabase } from "@shouwen/event-bus/database";
import pg from "pg";
import { type Person, seenProperties } from "./auth.ts";

/** Rows as a person sees them, under row-level security: those of their properties and nothing else. */
export type PeopleRows = {
  read<Row extends object>(
    person: Pick<Person, "properties">,
    query: { readonly text: string; readonly values: readonly unknown[] },
  ): Promise<Row[]>;
  close(): Promise<void>;
};

/**
 * Opens the people's pool (role `<service>_people`) for statements that the kit writes itself: a page of a resource, one
 * of its things, and whether a person sees it. The properties are set in the transaction of the query, so that no
 * setting outlives it; unset sees nothing.
 */
export const openPeopleRows = (url: string): PeopleRows => {
  const pool = openDatabase({ url, max: 6, applicationName: new URL(url).username });
  return {
    read: async <Row extends object>(
      { properties }: Pick<Person, "properties">,
      { text, values }: { text: string; values: readonly unknown[] },
    ) => {
      const client = await pool.connect();
      try {
        const mine = pg.escapeLiteral(seenProperties({ properties }));
        await client.query(`begin read only; set local shouwen.properties = ${mine}`);
        const { rows } = await client.query<Row>(text, [...values]);
        await client.query("commit");
        client.release();
        return rows;
      } catch (error) {
        // The connection may be in the middle of anything: it goes, and its transaction with it.
        client.release(true);
        throw error;
      }
    },
    close: () => pool.end(),
  };
};
