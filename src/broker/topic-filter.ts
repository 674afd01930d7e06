/** Whether a topic is one of those that a filter names (MQTT 5, 4.7). */
export function matches(filter: string, topic: string): boolean {
  const [wanted, given] = [filter.split('/'), topic.split('/')];
  for (const [i, part] of wanted.entries()) {
    if (part === '#') return true;
    if (i >= given.length || (part !== '+' && part !== given[i])) return false;
  }
  return wanted.length === given.length;
}

/** The group and the filter of a shared subscription (MQTT 5, 4.8.2); undefined for one that is not shared. */
export function sharedBy(filter: string): { readonly group: string; readonly filter: string } | undefined {
  const match = /^\$share\/([^/#+]+)\/(.+)$/.exec(filter);
  return match === null ? undefined : { group: match[1], filter: match[2] };
}
