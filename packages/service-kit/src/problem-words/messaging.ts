import type { ProblemWords } from "../problem-language.ts";

export const messagingProblems: ProblemWords = {};
