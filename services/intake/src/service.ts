import { profileState } from "@shouwen/contracts/events/profile";
import { propertyState } from "@shouwen/contracts/events/workforce";
import { outboxPressure } from "@shouwen/service-kit/back-pressure";
import { groupCommit } from "@shouwen/service-kit/group-commit";
import type { Kit, Wiring } from "@shouwen/service-kit/service";
import { createBlindIndex } from "@shouwen/vault/blind-index";
import { readMasterKey } from "@shouwen/vault/master-key";
import { createVault } from "@shouwen/vault/vault";
import type { IntakeConfig } from "./config.ts";
import { forgetErasedProfiles } from "./consumers/forget-erased-profiles.ts";
import { watchTickets } from "./consumers/watch-tickets.ts";
import { dangerWords, shippedDangerWords } from "./domain/danger-words.ts";
import { requestRoutes } from "./http/requests.ts";
import { arrivals } from "./store/arrival.ts";
import { dropContacts } from "./store/contacts.ts";
import { openIntakePeople } from "./store/people.ts";
import { openReception } from "./store/reception.ts";
import { openRequestBook } from "./store/request-book.ts";
import { openRequestDesk } from "./store/request-desk.ts";
import { ticketWatchTable } from "./store/ticket-watch.ts";

/** Everything that intake does: which doors it has, what it hears, and what it keeps. */
export const wireIntake = (kit: Kit<IntakeConfig>): Wiring => {
  const { config, database, source } = kit;
  const properties = kit.known(propertyState);
  const profiles = kit.known(profileState);
  const watch = kit.store(ticketWatchTable);
  const danger = kit.policies({ kind: "danger_words", schema: dangerWords, shipped: shippedDangerWords });
  const people = openIntakePeople(config.PEOPLE_DATABASE_URL);

  const masterKey = readMasterKey(config.VAULT_MASTER_KEY_FILE);
  const blindIndex = createBlindIndex(masterKey);
  const vault = createVault({
    masterKey,
    query: async (text, values) => (await database.query(text, values)).rows,
  });
  const desk = openRequestDesk({ database, vault, source, wake: kit.waker.wake });
  const reception = openReception({
    database,
    blindIndex,
    arrive: arrivals(blindIndex),
    property: properties.get,
    danger: danger.book,
    book: openRequestBook(people),
    queue: groupCommit({ commit: desk.take }),
    pressure: outboxPressure({ database, highWater: config.OUTBOX_HIGH_WATER }),
  });

  return {
    routes: [requestRoutes(reception), danger.routes],
    consumers: [
      properties.consumer,
      profiles.consumer,
      watchTickets(watch),
      forgetErasedProfiles(async (profileIds) => {
        for (const profileId of profileIds) vault.forget(profileId);
        await dropContacts(database, profileIds);
      }),
    ],
    close: people.close,
  };
};
