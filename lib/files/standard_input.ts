/** Whether a path stands for what is piped in, which needs no permission. */
export function isStandardInput(path: string): boolean {
  return path === "-" || path === "/dev/stdin";
}
