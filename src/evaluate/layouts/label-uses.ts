import type { LabelUse, TruthMeaning } from '../truth.js';

/** Every label that occurs, what it is taken for and how often, most frequent first. */
export function labelUses(objects: readonly (TruthMeaning & { readonly label: string })[]): LabelUse[] {
  const uses = new Map<string, LabelUse>();
  for (const { label, kind, infected, stage } of objects) {
    const n = (uses.get(label)?.n ?? 0) + 1;
    uses.set(label, {
      label,
      n,
      kind,
      ...(infected !== undefined && { infected }),
      ...(stage !== undefined && { stage }),
    });
  }
  return [...uses.values()].sort((a, b) => b.n - a.n || (a.label < b.label ? -1 : 1));
}

/** A sentence on labels whose meaning is not known, if there are any. */
export function otherLabelsNote(labels: readonly LabelUse[]): string[] {
  const other = labels.filter((label) => label.kind === 'other');
  if (other.length === 0) return [];
  const names = other.map((label) => `"${label.label}" (${label.n})`).join(', ');
  return [`Labels of unknown meaning: ${names}; a cell matched with one is neither right nor wrong.`];
}
