import { loseBroker, loseKafka, loseTwoBrokers, rebalance, resetOffsets } from "./brokers.ts";
import { exhaust, restartDatabase, terminateSessions } from "./database.ts";
import { fillKafkaDisk, fillPostgresDisk } from "./disks.ts";
import { shiftClocks, starveIntake } from "./environment.ts";
import { duplicate, poison } from "./events.ts";
import { breakNetwork, loseAnswers } from "./network.ts";
import { freeze, killAll, killAtFailpoints, killEach, rollingRestart } from "./processes.ts";
import { badProvider } from "./provider.ts";
import type { Row } from "./row.ts";
import { timersUnderKill } from "./timers.ts";
import { deleteTopic, loseCoordinators } from "./topics.ts";

/**
 * Every row, by its number. A new kind of harm is a row in one of the files beside this one, and a line here.
 */
export const rows: readonly Row[] = [
  killEach,
  killAtFailpoints,
  killAll,
  freeze,
  rebalance,
  loseBroker,
  loseTwoBrokers,
  loseKafka,
  restartDatabase,
  terminateSessions,
  exhaust,
  breakNetwork,
  poison,
  duplicate,
  resetOffsets,
  badProvider,
  rollingRestart,
  loseAnswers,
  timersUnderKill,
  deleteTopic,
  loseCoordinators,
  fillPostgresDisk,
  fillKafkaDisk,
  shiftClocks,
  starveIntake,
];

/** The rows of the quick set: together they find what careless runtime code does wrong, in under three minutes. */
export const quickRows: readonly Row[] = [killAtFailpoints, loseKafka, duplicate];
