/** Whether a setting comes from the environment: Node-RED replaces `${NAME}` when it is the whole setting. */
export function isEnvironment(value: string): boolean {
  return /^\$\{[^}]+\}$/.test(value);
}
