export * from "../../lib/leakage/mod.ts";
