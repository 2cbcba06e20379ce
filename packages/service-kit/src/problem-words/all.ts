import type { ProblemWords } from "../problem-language.ts";
import { callbacksProblems } from "./callbacks.ts";
import { gatewayProblems } from "./gateway.ts";
import { intakeProblems } from "./intake.ts";
import { kitProblems } from "./kit.ts";
import { messagingProblems } from "./messaging.ts";
import { profilesProblems } from "./profiles.ts";
import { routingProblems } from "./routing.ts";
import { approvalProblems } from "./routing-approvals.ts";
import { scoringProblems } from "./scoring.ts";
import { workforceProblems } from "./workforce.ts";
import { rotaProblems } from "./workforce-rota.ts";

/** Every code of every service in words. A test compares it with what the services say. */
export const problemWords: ProblemWords = {
  ...kitProblems,
  ...gatewayProblems,
  ...intakeProblems,
  ...routingProblems,
  ...approvalProblems,
  ...callbacksProblems,
  ...messagingProblems,
  ...scoringProblems,
  ...profilesProblems,
  ...workforceProblems,
  ...rotaProblems,
};
