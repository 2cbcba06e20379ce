import type { ProblemWords } from "../problem-language.ts";

export const workforceProblems: ProblemWords = {};
