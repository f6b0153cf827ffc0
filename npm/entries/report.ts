export * from "../../lib/report/mod.ts";
